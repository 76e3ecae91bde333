"""Serialising changes that meet: by lock, or by a second run after a collision."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected
from psycopg.errors import IntegrityError as IntegrityFault

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


def check_deferred() -> None:
    """Check what would be checked at commit, so that nobody who waits for this one waits for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
