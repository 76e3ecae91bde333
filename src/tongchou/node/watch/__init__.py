"""How a node is seen from outside: its measures, and whether its real work is done."""
