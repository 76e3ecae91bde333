"""Kill -9 in the middle of a large item leaves it whole or not there; tampering is found."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from running import Cluster, cluster
from tongchou.channels.cli.client import Unreachable
from tongchou.channels.demo.sample import declaration

PEOPLE = 20_000
SEEDS = {"34": 1, "postgres": 2}
"""By who dies."""
DECLARED: set[bytes] = set()
"""Who was declared already: a few people of one file are in the other too."""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("cut") / "home", provinces=("34",)) as started:
        yield started


@pytest.mark.parametrize("victim", SEEDS)
def test_a_declaration_cut_off_in_the_middle_is_whole_or_not_there(
    victim: str, running: Cluster
) -> None:
    employers, content = declaration(PEOPLE, seed=SEEDS[victim])
    before, fresh = _held(running), _numbers(content) - DECLARED
    DECLARED.update(fresh)
    running.nodes.call("34", "POST", "/feeds/employer_feed", json={"employers": employers})
    cut_off = threading.Thread(target=_try_to_declare, args=(running, content))
    cut_off.start()
    cut_off.join(0.4)
    running.kill(victim)
    cut_off.join()

    item = _declare(running, content)

    assert item["outcome"]["accepted"] == len(fresh) > PEOPLE - 100
    assert running.nodes.wait_until_held(["34"], seconds=60)
    assert _held(running) == {name: count + len(fresh) for name, count in before.items()}


def _numbers(content: bytes) -> set[bytes]:
    """Return whom a file declares."""
    return {line.split(b",")[3] for line in content.splitlines()[1:]} - {b""}


def _held(running: Cluster) -> dict[str, int]:
    """Return how many people and months the ministry holds."""
    (row,) = running.nodes.call("00", "GET", "/status")["provinces"]
    return {name: row[name] for name in ("people", "contribution_months")}


def _declare(running: Cluster, content: bytes) -> dict[str, Any]:
    item: dict[str, Any] = running.nodes.call(
        "34", "POST", "/declarations", params={"month": "2024-09"},
        files={"file": ("large.csv", content)},
    )  # fmt: skip
    return item


def _try_to_declare(running: Cluster, content: bytes) -> None:
    try:
        _declare(running, content)
    except Unreachable:
        return


def test_a_row_changed_behind_the_systems_back_is_found(running: Cluster) -> None:
    employers, content = declaration(50, seed=3)
    running.nodes.call("34", "POST", "/feeds/employer_feed", json={"employers": employers})
    _declare(running, content)
    assert running.nodes.wait_until_held(["34"], seconds=30)

    running.as_owner(
        "34",
        "UPDATE events_event SET body = body || ' '"
        " WHERE id = (SELECT event_id FROM events_seal WHERE position = 2)",
    )
    running.as_owner(
        "00",
        "UPDATE sync_heldevent SET body = body || ' ' WHERE province = '34' AND position = 2",
    )
    done = running.tongchou("verify", "--json")

    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert found["34"]["breaks"] == [{"position": 2, "what": "content"}]
    assert found["00"]["copies"] == {"34": [{"position": 2, "what": "content"}]}
    assert found["00"]["breaks"] == []
