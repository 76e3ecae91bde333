"""How the provinces' books become one book."""
