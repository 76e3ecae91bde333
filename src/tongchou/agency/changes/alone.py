"""One administrative act at a time: each sees what the one before left."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from tongchou.storage.rows import execute

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('administration', 0))"


@contextmanager
def administering() -> Iterator[None]:
    """Open a transaction in which no other administrator changes anything."""
    with transaction.atomic():
        execute(_LOCK)
        yield
