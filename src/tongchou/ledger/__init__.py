"""What money did: append-only, always balanced."""
