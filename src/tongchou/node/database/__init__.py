"""PostgreSQL as a node uses it through Django."""
