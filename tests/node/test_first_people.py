"""`tongchou node init` makes three sign-ins on a prepared node, once, and says their passwords."""

import json
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from running import tongchou
from tongchou.node.databases import as_app
from tongchou.node.postgres import Postgres

PEOPLE = ("--system", "吴一 E-1", "--security", "郑二 E-2", "--audit", "冯三 E-3")
EMPTY = """
DELETE FROM agency_token; DELETE FROM agency_clerk; DELETE FROM agency_administrativerecord;
UPDATE agency_agency SET parent_id = NULL; DELETE FROM agency_agency;
"""


@pytest.fixture
def empty(server: Postgres, prepared: Callable[[str], Path]) -> dict[str, str]:
    """Return where a node is that was prepared and in which nobody may sign in."""
    home = prepared("34")
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        outside.execute("DROP DATABASE IF EXISTS empty")
        outside.execute("CREATE DATABASE empty TEMPLATE tongchou_34")
    with psycopg.connect(server.url("empty"), autocommit=True) as database:
        database.execute(EMPTY)
    return {"TONGCHOU_HOME": str(home), "DATABASE_URL_APP": as_app(server.url("empty"), home)}


def test_an_empty_node_gets_its_agency_and_three_people_and_no_more_of_them(
    server: Postgres, empty: dict[str, str]
) -> None:
    made = tongchou("node", "init", "34", *PEOPLE, "--json", **empty)
    again = tongchou("node", "init", "34", *PEOPLE, "--json", **empty)

    assert made.returncode == 0, made.stdout + made.stderr
    told = json.loads(made.stdout)
    assert [one["login"] for one in told["administrators"]] == ["system", "security", "audit"]
    assert len({one["password"] for one in told["administrators"]}) == 3
    assert again.returncode == 1
    assert json.loads(again.stdout)["refusals"][0]["code"] == "administration.initialised"
    with psycopg.connect(server.url("empty")) as database:
        rows = database.execute(
            "SELECT login, name, person_code, duties, agency_id, is_password_one_time"
            " FROM agency_clerk ORDER BY person_code"
        ).fetchall()
        acts = database.execute("SELECT act FROM agency_administrativerecord").fetchall()
    assert rows == [
        ("system", "吴一", "E-1", ["system"], "340000", True),
        ("security", "郑二", "E-2", ["security"], "340000", True),
        ("audit", "冯三", "E-3", ["audit"], "340000", True),
    ]
    assert acts == [("node.init",)]
    assert not [one for one in told["administrators"] if one["password"] in str(rows)]


def test_one_person_does_not_become_two_administrators(empty: dict[str, str]) -> None:
    twice = ("--system", "吴一 E-1", "--security", "吴一 E-1", "--audit", "冯三 E-3")

    done = tongchou("node", "init", "34", *twice, "--json", **empty)

    assert done.returncode == 1
    assert json.loads(done.stdout)["refusals"][0]["code"] == "administration.one_person"


def test_a_node_that_is_not_known_is_named() -> None:
    done = tongchou("node", "init", "99", *PEOPLE)

    assert (done.returncode, "99" in done.stdout) == (1, True)
