"""`tongchou node check` says what it could not check, and what to set, and ends with 1."""

import json
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


EMPTY = """
DELETE FROM agency_token; DELETE FROM agency_clerk; DELETE FROM agency_administrativerecord;
DELETE FROM sync_peer; DELETE FROM sync_nodekey WHERE node <> '34';
"""


def test_all_that_an_empty_node_lacks_is_named_and_what_to_do(
    server: Postgres, prepared: Callable[[str], Path]
) -> None:
    home = prepared("34")
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        outside.execute("DROP DATABASE IF EXISTS lacking")
        outside.execute("CREATE DATABASE lacking TEMPLATE tongchou_34")
    with psycopg.connect(server.url("lacking"), autocommit=True) as database:
        database.execute(EMPTY)

    url = as_app(server.url("lacking"), home)
    where = {"TONGCHOU_HOME": str(home), "DATABASE_URL_APP": url, "TONGCHOU_NODE": "34"}
    done = tongchou("node", "check", "--json", **where)
    owned = tongchou(
        "node", "check", "--json", **where | {"DATABASE_URL_APP": server.url("lacking")}
    )

    assert done.returncode == 1, done.stdout + done.stderr
    lacks = json.loads(done.stdout)["lacks"]
    assert [one["code"] for one in lacks] == ["peers", *["administrator"] * 3, *["clerk"] * 3]
    assert all(one["hinders"] and one["remedy"] and one["zh"] != one["en"] for one in lacks)
    assert "rights" in {one["code"] for one in json.loads(owned.stdout)["lacks"]}


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
