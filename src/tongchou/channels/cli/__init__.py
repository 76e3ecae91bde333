"""How an engineer or a script reaches running nodes."""
