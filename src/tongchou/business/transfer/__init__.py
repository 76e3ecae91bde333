"""How a person's record moves between provinces."""
