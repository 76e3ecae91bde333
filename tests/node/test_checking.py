"""`tongchou node check` says what it could not check, and what to set, and ends with 1."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from running import tongchou
from tongchou.node.databases import as_app
from tongchou.node.postgres import Postgres

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def test_without_a_database_nothing_is_checked() -> None:
    done = tongchou("node", "check", TONGCHOU_NODE="31", DATABASE_URL_APP=NOWHERE)

    assert done.returncode == 1
    assert "the database of node 31 cannot be reached" in done.stdout
    assert (
        "Set TONGCHOU_NODE to the node's code and DATABASE_URL_APP to its database" in done.stdout
    )
    assert "Warning" not in done.stdout + done.stderr


def test_a_code_that_no_node_has_is_named() -> None:
    done = tongchou("node", "check", TONGCHOU_NODE="99", DATABASE_URL_APP=NOWHERE)

    assert (done.returncode, "99" in done.stdout) == (1, True)


@pytest.mark.parametrize(
    ("mishap", "code"),
    [("SELECT", 0), ("DELETE FROM django_migrations WHERE app = 'sync'", 1)],
)
def test_tables_older_than_the_code_are_found(
    server: Postgres, prepared: Callable[[str], Path], mishap: str, code: int
) -> None:
    home = prepared("34")
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        outside.execute("DROP DATABASE IF EXISTS checked")
        outside.execute("CREATE DATABASE checked TEMPLATE tongchou_34")
    with psycopg.connect(server.url("checked"), autocommit=True) as database:
        database.execute(mishap)

    url = as_app(server.url("checked"), home)
    where = {"TONGCHOU_HOME": str(home), "DATABASE_URL_APP": url}
    done = tongchou("node", "check", TONGCHOU_NODE="34", **where)

    assert done.returncode == code, done.stdout + done.stderr
    assert ("Run: tongchou node prepare" in done.stdout) == bool(code)
