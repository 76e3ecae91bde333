"""Set-based statements on Django's connection: facts go in by name, columns as arrays."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from select import POLLOUT, poll
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from psycopg import Cursor


class Prepared(str):
    """A statement that the server plans once a connection and keeps, whatever the facts.

    For what every item and every page asks of one subject: planning takes longer than such an
    answer. Never for what reads a share of a table, whose best plan hangs on the facts.
    """

    __slots__ = ()


class _PreparingCursor(Cursor[Any]):
    """A cursor whose statement is planned once a connection."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> "_PreparingCursor":
        """Run a statement that is kept prepared."""
        return super().execute(query, params, **options | {"prepare": True})


def _cursor_for(statement: str) -> CursorWrapper:
    """Return a cursor for a statement; where statements are recorded, one that binds them whole."""
    if connection.queries_logged or not isinstance(statement, Prepared):
        return connection.cursor()
    _connect()
    return connection.make_cursor(_PreparingCursor(connection.connection))  # type: ignore[arg-type]


def _connect() -> None:
    """Connect as `connection.cursor` does, anew where the server went since the last request."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()


def execute(statement: str, **facts: Any) -> int:
    """Run one set-based statement with named facts; return how many rows it touched."""
    with _cursor_for(statement) as cursor:
        cursor.execute(statement, _bound(facts))
        return int(cursor.rowcount)


def fetch(statement: str, **facts: Any) -> list[tuple[Any, ...]]:
    """Run one set-based question with named facts; return its rows."""
    with _cursor_for(statement) as cursor:
        cursor.execute(statement, _bound(facts))
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def fetch_each(
    statement: str, questions: Iterable[Mapping[str, Any]]
) -> Iterator[list[tuple[Any, ...]]]:
    """Ask one statement with facts after facts; yield the rows of each answer, in order.

    The next facts are made while the database works on the last ones. No other statement may be
    run until all are answered.
    """
    if connection.queries_logged:
        yield from (fetch(statement, **facts) for facts in questions)
        return
    _connect()
    server = connection.connection
    writable = poll()
    writable.register(server, POLLOUT)
    waiting: CursorWrapper | None = None
    with connection.wrap_database_errors, server.pipeline():
        for facts in questions:
            rows = waiting.fetchall() if waiting else None
            made = _PreparingCursor if isinstance(statement, Prepared) else Cursor
            waiting = connection.make_cursor(made(server))  # type: ignore[arg-type]  # stubs err
            waiting.execute(statement, _bound(facts))
            while server.pgconn.flush():  # the server begins when it has all of it
                writable.poll()
            if rows is not None:
                yield rows
        if waiting:
            yield waiting.fetchall()


def copy(
    table: str, columns: Mapping[str, list[str] | list[int] | str | int], *, sort: bool = False
) -> None:
    """COPY columns of one length into a table: the fastest way in, where nothing is looked up.

    `sort` writes the rows by their first column: a key that begins with it then grows in order,
    which spares a third of the time where rows come in any. A column given as one value has it in
    every row. Table and column names come from code and never from input. Raises Django's
    `IntegrityError` and its kin, as any other statement.
    """
    lists = [_escaped(column) for column in columns.values() if isinstance(column, list)]
    row = "\t".join(map(_place, columns.values())) + "\n"
    written = map(row.__mod__, zip(*lists, strict=True))
    rows = iter(sorted(written)) if sort else written
    copy_lines(table, columns, rows)


def copy_lines(table: str, columns: Iterable[str], lines: Iterable[str]) -> None:
    """COPY rows that are lines already: values parted by tabs, in which nothing is to be escaped.

    Table and column names come from code and never from input. Raises as `copy` does.
    """
    rest = iter(lines)
    with (
        connection.cursor() as cursor,
        connection.wrap_database_errors,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copying,
    ):
        while piece := "".join(islice(rest, _COPIED_AT_ONCE)):
            copying.write(piece)


_COPIED_AT_ONCE = 1_000
"""Rows written in one go: the database takes them in while the next ones are made."""

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def _place(column: list[str] | list[int] | str | int) -> str:
    """Return what stands for a column in the template of a row: its only value, or a blank."""
    if isinstance(column, list):
        return "%s"
    return str(column).translate(_ESCAPES).replace("%", "%%")


def _escaped(column: list[str] | list[int]) -> list[str] | list[int]:
    """Return a column as COPY's text format has it; most hold nothing that is escaped."""
    if not column or isinstance(column[0], int):
        return column
    joined = "".join(map(str, column))
    if any(mark in joined for mark in "\\\t\n\r"):
        return [str(text).translate(_ESCAPES) for text in column]
    return column


def _bound(facts: Mapping[str, Any]) -> dict[str, Any]:
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


Ask = Callable[..., list[tuple[Any, ...]]]
"""Asks one question with named facts, as `fetch` does."""


@contextmanager
def snapshot() -> Iterator[Ask]:
    """Lend what asks like `fetch`, with all answers from one moment, on a connection of its own.

    The moment is that of the first question. What is written meanwhile, here or by others, is
    not seen. Dates read as in every node, whatever the server prefers.
    """
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")

            def ask(statement: str, **facts: Any) -> list[tuple[Any, ...]]:
                cursor.execute(statement, _bound(facts))
                rows: list[tuple[Any, ...]] = cursor.fetchall()
                return rows

            yield ask
    finally:
        own.close()
