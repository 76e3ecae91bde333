"""Comparing two tiers: the dialogue, what each side says in it, and what came out."""
