"""How much a bench does: the usual, or with `--soak` what takes longer."""

import sys
from typing import TypeVar

Size = TypeVar("Size")


def size(usual: Size, soak: Size) -> Size:
    """Return the size to run at."""
    return soak if "--soak" in sys.argv else usual
