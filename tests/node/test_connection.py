"""A connection's health is looked at before a request, and asked for only when there is cause."""

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tongchou.node.postgres import Postgres
from tongchou.storage.rows import Prepared, fetch, fetch_each

PID = "SELECT pg_backend_pid()"

pytestmark = pytest.mark.usefixtures("province")


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((pid,),) = cursor.fetchall()
    return int(pid)


def test_a_connection_that_is_silent_is_usable_without_a_question() -> None:
    backend()

    with CaptureQueriesContext(connection) as asked:
        assert connection.is_usable()

    assert len(asked) == 0


def test_a_connection_that_was_hung_up_is_not_usable_and_is_made_anew(server: Postgres) -> None:
    pid = backend()
    with psycopg.connect(server.url(connection.settings_dict["NAME"]), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    assert not connection.is_usable()

    connection.close_if_unusable_or_obsolete()
    connection.health_check_done = False
    assert backend() != pid


@pytest.mark.parametrize("statement", [PID, Prepared(PID)])
@pytest.mark.parametrize("ask", [fetch, lambda said: next(fetch_each(said, [{}]))])
def test_whatever_asks_first_after_a_connection_was_hung_up_is_answered_by_another(
    server: Postgres, statement: str, ask: Callable[[str], list[tuple[int]]]
) -> None:
    pid = backend()
    with psycopg.connect(server.url(connection.settings_dict["NAME"]), autocommit=True) as owner:
        owner.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    connection.health_check_enabled, connection.health_check_done = True, False

    assert ask(statement) != [(pid,)]


def test_a_connection_that_was_told_something_is_asked(server: Postgres) -> None:
    pid = backend()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN something")
    with psycopg.connect(server.url(connection.settings_dict["NAME"]), autocommit=True) as other:
        other.execute("NOTIFY something")

    assert connection.is_usable()

    assert backend() == pid
