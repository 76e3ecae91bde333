"""What must be stopped or looked at."""
