"""How a matter moves: accept, review, approve."""
