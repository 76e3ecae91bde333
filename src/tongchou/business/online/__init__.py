"""Sign-ins of people outside the agency: opened, reset and ended at the counter."""
