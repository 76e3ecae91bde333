"""How people and machines reach us."""
