"""The page of what applies here, which anybody may read."""
