"""What a province handles."""
