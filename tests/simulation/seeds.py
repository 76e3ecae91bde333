"""Which seeds are run: those that `SIMULATION_SEEDS=977:1977` names, or a file's own share."""

import os


def seeds(first: int, last: int) -> range:
    """Return the seeds from the first to the one before the last, or those that are named."""
    named = os.environ.get("SIMULATION_SEEDS", "")
    if not named:
        return range(first, last)
    start, _, end = named.partition(":")
    return range(int(start), int(end))
