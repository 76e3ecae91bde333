"""The evening of a day: what people were told is compared with what both tiers hold."""

import json
from collections.abc import Iterator
from typing import Any

import psycopg
from day import Day
from plan import HERE, PLAN, THERE, enrolments_left

from running import Cluster
from tongchou.standards.codes import MINISTRY

HELD = """
SELECT item_number, count(*) FROM sync_heldevent WHERE kind = 'item_decided' GROUP BY 1
"""
ITEMS = "SELECT number, status FROM workflow_item WHERE code <> 'employer_feed'"
FED = "SELECT number, status FROM workflow_item WHERE code = 'employer_feed'"
ENROLLED = "SELECT ssn, count(*) FROM registry_enrolment WHERE province = '34' GROUP BY 1"


def told(day: Day) -> dict[str, str]:
    """Return how each matter ends, as its people were told."""
    return {day.numbers[matter.key]: matter.ends for matter in PLAN}


def found(cluster: Cluster, code: str, question: str) -> dict[str, Any]:
    """Ask the database of a node, as the owner of its tables."""
    with psycopg.connect(cluster.owner_url(code)) as tier:
        return dict(tier.execute(question).fetchall())  # type: ignore[arg-type]


def lost_or_doubled(day: Day, cluster: Cluster) -> Iterator[str]:
    """Return each matter and each enrolment that does not stand once in both tiers."""
    ends = told(day)
    stand = found(cluster, HERE, ITEMS) | found(cluster, THERE, ITEMS)
    yield from (f"{one} is {stand.get(one)}, not {ends[one]}" for one in ends
                if stand.get(one) != ends[one])  # fmt: skip
    yield from (f"{one} was begun by nobody" for one in stand if one not in ends)
    held, fed = found(cluster, MINISTRY, HELD), found(cluster, HERE, FED)
    for matter in PLAN:
        number = day.numbers[matter.key]
        if held.get(number) != matter.decisions:
            yield f"{number} is held {held.get(number, 0)} times"
    yield from (f"{one} is held and nobody's" for one in held if one not in {*ends, *fed})
    for code in (HERE, MINISTRY):
        enrolled = found(cluster, code, ENROLLED)
        if enrolled != dict(enrolments_left()):
            yield f"enrolled at {code}: {enrolled}, not {dict(enrolments_left())}"


def proven(cluster: Cluster) -> Iterator[str]:
    """Return what reconciliation, the chain and the deep proof find amiss."""
    for code in (HERE, THERE):
        done = cluster.tongchou("reconcile", "--province", code, "--json")
        said = json.loads(done.stdout)
        counts = [said[what] for what in ("missing", "surplus", "different")]
        if said["state"] != "equal" or any(counts):
            yield f"reconcile {code}: {done.stdout}"
    for words in (("verify",), ("verify", "--deep")):
        done = cluster.tongchou(*words, "--json")
        if done.returncode:
            yield f"{' '.join(words)}: {done.stdout}{done.stderr}"
