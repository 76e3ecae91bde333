"""What the law says: dated figures and pure rules."""
