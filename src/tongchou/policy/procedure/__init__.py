"""What the law says of the proceeding itself: time limits in working days."""
