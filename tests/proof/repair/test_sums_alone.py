"""Sums that are wrong while every row is right are made anew from the rows, and recorded."""

import json
from typing import Any

import pytest
from repairing import as_owner
from told import live

from counter import AT, Stand
from databases import Databases
from running import tongchou
from tongchou.agency.models import UpkeepRecord
from tongchou.node.databases import as_app
from tongchou.node.reached import person_here
from tongchou.proof.repair.changes.summing import Summed, set_sums_right
from tongchou.proof.sums import proven_tables
from tongchou.storage.proven import SUMS
from tongchou.storage.rows import execute, fetch

KEPT = f"""
SELECT name, province, month, bucket, sum(rows), sum(low), sum(high) FROM {SUMS.rows} AS kept
GROUP BY 1, 2, 3, 4 HAVING sum(rows) <> 0 OR sum(low) <> 0 OR sum(high) <> 0 ORDER BY 1, 2, 3, 4
"""
FORGED = """
INSERT INTO proof_sum_delta (name, province, month, bucket, rows, low, high)
VALUES (%(name)s, '34', 0, 7, 0, 1, -1), (%(name)s, '34', 0, 8, 1, 0, 0)
"""


def made() -> list[tuple[Any, ...]]:
    every = " UNION ALL ".join(table.sums(name) for name, table in proven_tables().items())
    return fetch(f"SELECT * FROM ({every}) AS made ORDER BY name, province, month, bucket")


@pytest.mark.parametrize("code", ["34", "00"])
def test_a_sum_alone_that_is_wrong_is_made_anew_in_both_tiers(
    stand: Stand, databases: Databases, code: str
) -> None:
    stand(code)
    if code == "34":
        live()
    with as_owner(databases):
        execute(FORGED, name="registry_person")
        before = made()

        found = set_sums_right(person="anna", role="postgres", at=AT)
        again = set_sums_right(person="anna", role="postgres", at=AT)

        assert fetch(KEPT) == made() == before
    assert found == [Summed("registry_person", "34", "", 2)]
    assert again == []
    (record,) = UpkeepRecord.objects.all()
    assert (record.kind, record.person, record.role) == ("sums", "anna", "postgres")
    assert record.facts == {
        "sums": 2,
        "ranges": [{"table": "registry_person", "province": "34", "month": "", "sums": 2}],
    }


def test_the_command_says_which_were_wrong(province: Any, databases: Databases) -> None:
    del province
    live()
    copy = databases.copy("34")
    copy.owner.execute(FORGED.replace("%(name)s", "'registry_person'"))
    here = {
        "TONGCHOU_HOME": str(databases.home),
        "DATABASE_URL_APP_34": as_app(copy.url, databases.home),
        "DATABASE_URL_34": copy.url,
    }

    done = tongchou("node", "sums", "34", "--json", **here)

    ranges = [{"table": "registry_person", "province": "34", "month": "", "sums": 2}]
    assert json.loads(done.stdout) == {"node": "34", "ranges": ranges}, done.stderr
    assert UpkeepRecord.objects.get().person == person_here()
