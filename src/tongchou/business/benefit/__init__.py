"""How a pension is claimed, determined and paid."""
