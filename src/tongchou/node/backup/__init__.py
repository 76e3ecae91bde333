"""How a node's database is backed up and brought back, by PostgreSQL's own means, encrypted."""
