"""How we know that what is held is what happened."""
