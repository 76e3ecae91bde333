"""Rules on millions of rows: reckoned block by block, so that what lies between stays in cache.

A rule on columns makes a column for every step. Of a million rows each such column is eight
megabytes that travel to memory and back; of a block it never leaves the core.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from tongchou.standards.money import (
    Flag,
    Number,
)

BLOCK = 65_536
"""Rows to a block: columns of half a megabyte."""


def in_blocks(rule: Callable[[slice], NDArray[np.int64]], rows: int) -> NDArray[np.int64]:
    """Return what a rule gives for so many rows, asking it for one slice of them after another.

    The same as `rule(slice(0, rows))`, sooner. What the rule raises passes through.
    """
    found = np.empty(rows, dtype=np.int64)
    for first in range(0, rows, BLOCK):
        block = slice(first, min(first + BLOCK, rows))
        found[block] = rule(block)
    return found


def is_any(value: Number | Flag | None) -> bool:
    """Return whether anything of a value, or of a row of a column, is not zero; None is not."""
    return bool(value.any()) if isinstance(value, np.ndarray) else bool(value)
