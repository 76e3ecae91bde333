"""How one number opens a whole life: the one-key query."""
