"""What the interface answers, as its schema describes it: one form for each answer."""
