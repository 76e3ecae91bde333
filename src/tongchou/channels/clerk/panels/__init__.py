"""What an item's page shows beside its form: one function for each panel an item may declare."""
