"""Reading ahead: the next rows of a table come in while the last ones are compared."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connections
from psycopg import Connection, sql

from tongchou.storage.rows import fetch


class Reader:
    """A second connection in the snapshot of this transaction, and one thread that waits for it."""

    def __init__(self, line: Connection[tuple[Any, ...]], hands: ThreadPoolExecutor) -> None:
        self._line = line
        self._hands = hands

    def ask(self, statement: str, facts: Mapping[str, Any]) -> Future[list[tuple[Any, ...]]]:
        """Ask a question; its rows come later."""

        def answer() -> list[tuple[Any, ...]]:
            return self._line.execute(statement.encode(), facts).fetchall()

        return self._hands.submit(answer)


@contextmanager
def reading_ahead() -> Iterator[Reader]:
    """Lend a reader that sees what this transaction sees; to be called before it writes."""
    ((snapshot,),) = fetch("SELECT pg_export_snapshot()")
    wrapper = connections.create_connection("default")
    try:
        wrapper.ensure_connection()
        line = wrapper.connection
        line.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        line.execute(sql.SQL("SET TRANSACTION SNAPSHOT {}").format(sql.Literal(snapshot)))
        with ThreadPoolExecutor(1) as hands:
            yield Reader(line, hands)
    finally:
        wrapper.close()
