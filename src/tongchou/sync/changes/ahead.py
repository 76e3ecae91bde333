"""Reading ahead: the next message is read while the database writes the one before."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def one_ahead(made: Iterable[Made]) -> Iterator[Made]:
    """Yield what is made in order, the next of it made on a thread of its own meanwhile.

    What makes it must ask no database: a connection belongs to one thread. A fault comes where
    the thing would have come.
    """
    making = iter(made)
    nothing = object()
    with ThreadPoolExecutor(1) as maker:
        coming = maker.submit(next, making, nothing)
        while (one := coming.result()) is not nothing:
            coming = maker.submit(next, making, nothing)
            yield one  # type: ignore[misc]  # it is not `nothing`
