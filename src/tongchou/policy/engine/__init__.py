"""How a rule reads the law's figures, shows its work, and is asked."""
