"""How what provinces tell becomes the national holdings."""
