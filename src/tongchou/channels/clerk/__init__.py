"""How clerks work: inbox, items, people."""
