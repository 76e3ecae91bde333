"""Locks that serialise changes: of one subject, and of the log."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected
from psycopg.errors import IntegrityError as IntegrityFault

_LOG = 0x6C6F67  # "log"

P = ParamSpec("P")
R = TypeVar("R")


def retried_on_collision(change: Callable[P, R]) -> Callable[P, R]:
    """Run a change a second time when another transaction collided with it.

    The second run decides on the facts that the other one committed.
    """

    @wraps(change)
    def tried(*args: P.args, **facts: P.kwargs) -> R:
        try:
            return change(*args, **facts)
        except (IntegrityError, OperationalError) as collision:
            if not isinstance(collision.__cause__, IntegrityFault | DeadlockDetected):
                raise
            return change(*args, **facts)

    return tried


def lock(*about: str) -> None:
    """Serialise the transactions that lock the same words, until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["".join(about)])


def lock_log(*, with_entries: bool) -> None:
    """Serialise the appending of events, so that their ids follow the order of commits.

    The log is replayed in its order, so that must be the order in which changes were committed.
    Deferred constraints, which only the ledger has, are checked before the lock is taken: nobody
    waits for them.
    """
    with connection.cursor() as cursor:
        if with_entries:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOG])
