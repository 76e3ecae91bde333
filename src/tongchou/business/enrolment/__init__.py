"""How people and employers join and leave."""
