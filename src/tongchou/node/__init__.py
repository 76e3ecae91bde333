"""What one running node is: role, settings, urls, wiring."""
