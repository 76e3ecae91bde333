"""Serialising changes that meet: by lock, or by a second run after a collision."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected
from psycopg.errors import IntegrityError as IntegrityFault

REVERSALS = "reversals"
SHARED_WITH_REVERSALS = f"pg_advisory_xact_lock_shared(hashtextextended('{REVERSALS}', 0))"
"""Taken by every item before it is decided; a reversal takes the same lock alone."""

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


def lock_matter(subject: str) -> None:
    """Serialise the items about one subject, and keep reversals out, until this transaction ends.

    What an item rests on is not taken back between its decision and its end; items about nobody
    in particular are kept apart from reversals only.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {SHARED_WITH_REVERSALS}, CASE WHEN %(subject)s <> '' THEN"
            " pg_advisory_xact_lock(hashtextextended('about' || %(subject)s, 0)) END",
            {"subject": subject},
        )


def lock_for_reversal() -> None:
    """Wait for all items that are being decided, and let no other begin until this one ends."""
    lock(REVERSALS)
