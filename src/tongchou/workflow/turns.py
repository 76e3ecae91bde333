"""Taking turns: what is done at the same instant is done one after the other."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection
from psycopg.errors import DeadlockDetected
from psycopg.errors import IntegrityError as IntegrityFault

_LINE = 0x6C6F67  # "log": whose turn it is to write to it, until the transaction ends

P = ParamSpec("P")
R = TypeVar("R")


def once_more_on_collision(change: Callable[P, R]) -> Callable[P, R]:
    """Decide anew, on fresh facts, when another act came first in the same instant."""

    @wraps(change)
    def tried(*args: P.args, **facts: P.kwargs) -> R:
        try:
            return change(*args, **facts)
        except (IntegrityError, OperationalError) as collision:
            if not isinstance(collision.__cause__, IntegrityFault | DeadlockDetected):
                raise
            return change(*args, **facts)

    return tried


def wait_for_turn(*about: str) -> None:
    """Wait until no other transaction is at work on the same matter; then it waits for us."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", ["".join(about)])


def stand_in_line() -> None:
    """Let events get their numbers in the order in which deeds are committed.

    Whoever reads the log does the deeds over in its order, so it must be the order in which
    they came true here. What a commit would check, and wait for, is checked before the line.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LINE])
