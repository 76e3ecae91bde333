"""Making things one ahead, so that the database works on one while the next is made."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterable[T]) -> Iterator[T]:
    """Yield items, the next of which is made in a thread while the caller works on the last.

    Two of them are in memory at a time. What makes them must ask no database: a thread has no
    part in the caller's transaction.
    """
    made = ([item] for item in items)
    with ThreadPoolExecutor(1, "ahead") as maker:
        coming: Future[list[T]] = maker.submit(next, made, [])
        while found := coming.result():
            coming = maker.submit(next, made, [])
            yield found[0]
