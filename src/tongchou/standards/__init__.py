"""What words and shapes mean."""
