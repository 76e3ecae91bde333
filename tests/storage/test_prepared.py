"""A statement that is declared to be prepared is planned once a connection, and counted."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongchou.storage.rows import Prepared, execute, fetch

_DOUBLE = "SELECT 2 * %(number)s::int"
_KEPT = "SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 2 * $1::int'"


def kept() -> int:
    ((number,),) = fetch(_KEPT)
    return int(number)


def test_a_prepared_statement_is_planned_once_and_another_not_at_all(province: Any) -> None:
    del province
    before = kept()

    assert [fetch(_DOUBLE, number=number) for number in (1, 2)] == [[(2,)], [(4,)]]
    assert kept() == before

    assert [fetch(Prepared(_DOUBLE), number=number) for number in (1, 2)] == [[(2,)], [(4,)]]
    assert kept() == before + 1


def test_a_prepared_statement_is_counted_like_any_other(province: Any) -> None:
    del province

    with CaptureQueriesContext(connection) as taken:
        execute(Prepared(_DOUBLE), number=1)
        fetch(_DOUBLE, number=1)

    assert len(taken) == 2
