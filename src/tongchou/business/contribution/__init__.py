"""How wages are declared and contributions received."""
