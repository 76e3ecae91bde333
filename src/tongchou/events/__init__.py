"""What happened, in order, sealed."""
