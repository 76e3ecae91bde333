"""Memory while a large file is handled, and giving it back to the system afterwards.

The allocator keeps what Python freed for later use; after a file of a million rows that is
hundreds of megabytes, which a node does not need again for weeks.
"""

import ctypes
import gc
from collections.abc import Iterator
from contextlib import contextmanager

from tongchou.workflow.files import File

LARGE_BYTES = 1024 * 1024

_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
"""The function of the GNU C library; others give back by themselves."""


@contextmanager
def given_back(files: tuple[File, ...]) -> Iterator[None]:
    """Give back what was freed when the work on large files is over."""
    try:
        yield
    finally:
        if _trim is not None and any(file.size > LARGE_BYTES for file in files):
            _trim(0)


@contextmanager
def unswept() -> Iterator[None]:
    """Sweep no rubbish while the rows of a file are read.

    There is none that a sweep would find: rows hold no cycles. But each row that is made brings
    the next sweep nearer, which walks through all that the process holds.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
