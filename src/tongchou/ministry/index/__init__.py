"""How the country knows everybody once: the national index."""
