"""How the registry's set-based statements reach the database."""

from typing import Any

from django.db import connection


def execute(statement: str, **facts: Any) -> int:
    """Run one set-based statement with named facts; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.rowcount


def fetch(statement: str, **facts: Any) -> list[tuple[Any, ...]]:
    """Run one set-based question with named facts; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, facts)
        return cursor.fetchall()
