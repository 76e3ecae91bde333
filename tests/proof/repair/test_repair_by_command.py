"""`tongchou node repair`: the owner's command shows the rows, writes them, and is recorded."""

import json
from typing import Any

import pytest
from repairing import decided
from told import live, proven

from counter import MAN
from databases import Copy, Databases
from running import tongchou
from tongchou.agency.models import UpkeepRecord
from tongchou.node.databases import as_app
from tongchou.node.postgres import OWNER
from tongchou.node.reached import person_here
from tongchou.storage.rows import fetch
from tongchou.workflow.models import Item

NAME = f"SELECT name FROM registry_person WHERE ssn = '{MAN}'"


@pytest.fixture
def here(province: Any, databases: Databases) -> dict[str, str]:
    """Let a name be changed behind the log's back; return how a command finds the node."""
    del province
    live()
    copy: Copy = databases.copy("34")
    copy.owner.execute(f"UPDATE registry_person SET name = '陈建华' WHERE ssn = '{MAN}'")
    return {
        "TONGCHOU_HOME": str(databases.home),
        "DATABASE_URL_APP_34": as_app(copy.url, databases.home),
        "DATABASE_URL_34": copy.url,
    }


@pytest.fixture
def approved(here: dict[str, str]) -> Item:
    """Lend an approved repair of it."""
    del here
    item = decided(proven())
    assert isinstance(item, Item)
    return item


def test_it_shows_the_rows_and_writes_nothing_unless_told_to(
    here: dict[str, str], approved: Item
) -> None:
    done = tongchou("node", "repair", approved.number, typed="n\n", **here)

    assert done.returncode == 1
    assert "陈建华 → 陈建国" in done.stdout
    assert "34 Insured people ssn=" in done.stdout
    assert MAN not in done.stdout
    assert fetch(NAME) == [("陈建华",)]
    assert not UpkeepRecord.objects.exists()


def test_it_writes_and_is_recorded(here: dict[str, str], approved: Item) -> None:
    done = tongchou("node", "repair", approved.number, "--yes", "--json", **here)

    assert json.loads(done.stdout) == {
        "number": approved.number, "rows": 1, "person": person_here()
    }, done.stderr  # fmt: skip
    assert fetch(NAME) == [("陈建国",)]
    (record,) = UpkeepRecord.objects.all()
    assert (record.kind, record.person, record.role) == ("repair", person_here(), OWNER)

    again = tongchou("node", "repair", approved.number, "--yes", "--json", **here)

    assert again.returncode == 1
    (refusal,) = json.loads(again.stdout)["refusals"]
    assert refusal["code"] == "repair.not_waiting"
    assert refusal["zh"]
    assert refusal["en"]


@pytest.mark.timeout(60)
def test_where_the_database_does_not_answer_it_says_so() -> None:
    done = tongchou(
        "node", "repair", "34-20241105-000001", DATABASE_URL="postgresql://x@127.0.0.1:1/x"
    )

    assert done.returncode == 1
    assert "the database does not answer, nothing was written" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
