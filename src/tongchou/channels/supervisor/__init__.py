"""How the ministry watches the whole country."""
