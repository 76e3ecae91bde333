"""The pages of the three administrators: agencies, clerks, duties, tokens, records."""
