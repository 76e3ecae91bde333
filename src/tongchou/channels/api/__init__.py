"""How machines reach a node."""
