"""Set-based statements on Django's connection: facts go in by name, columns as arrays."""

from collections.abc import Collection, Iterable, Mapping
from itertools import repeat
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


def copy(table: str, columns: Mapping[str, list[str] | list[int] | str | int]) -> None:
    """COPY columns of one length into a table: the fastest way in, where nothing is looked up.

    A column given as one value has it in every row. Table and column names come from code and
    never from input. Raises Django's `IntegrityError` and its kin, as any other statement.
    """
    rows = zip(*map(_as_text, columns.values()), strict=False)  # a repeated value never ends
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying,
    ):
        copying.write("".join("\t".join(row) + "\n" for row in rows))


_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _as_text(column: list[str] | list[int] | str | int) -> Iterable[str]:
    """Return a column as COPY's text format writes it."""
    if isinstance(column, str | int):
        return repeat(str(column).translate(_ESCAPES))
    texts = list(map(str, column))
    if any(mark in "".join(texts) for mark in "\\\t\n\r"):
        return [text.translate(_ESCAPES) for text in texts]
    return texts


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
