"""Set-based statements on Django's connection: facts go in by name, columns as arrays."""

from collections.abc import Collection
from typing import Any

from django.db import connection


def execute(statement: str, **facts: Any) -> int:
    """Run one set-based statement with named facts; return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _bound(facts))
        return int(cursor.rowcount)


def fetch(statement: str, **facts: Any) -> list[tuple[Any, ...]]:
    """Run one set-based question with named facts; return its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, _bound(facts))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _bound(facts: dict[str, Any]) -> dict[str, Any]:
    """Return the facts as they are bound: a column as one text, not value by value."""
    return {
        name: array_of(fact) if isinstance(fact, list | set | frozenset) else fact
        for name, fact in facts.items()
    }


def array_of(column: Collection[str] | Collection[int]) -> str:
    """Return a column as PostgreSQL writes an array: {1,2} or {"a","b"}."""
    if not column:
        return "{}"
    if isinstance(next(iter(column)), int):
        return "{" + ",".join(map(str, column)) + "}"
    joined = '","'.join(map(str, column))
    if "\\" in joined or joined.count('"') > 2 * (len(column) - 1):
        escaped = (str(text).replace("\\", "\\\\").replace('"', '\\"') for text in column)
        joined = '","'.join(escaped)
    return '{"' + joined + '"}'
