"""What only the ministry does."""
