"""How rows are kept: set-based statements, and tables partitioned by province."""
