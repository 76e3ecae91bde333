"""Kill -9 in the middle of a large item leaves it whole or not there; tampering is found."""

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from running import Cluster, cluster
from tongchou.channels.cli.client import Unreachable
from tongchou.channels.demo.sample import declaration


@pytest.mark.parametrize("victim", ["34", "postgres"])
def test_a_declaration_cut_off_in_the_middle_is_whole_or_not_there(
    victim: str, tmp_path: Path
) -> None:
    people = 20_000
    employers, content = declaration(people)
    with cluster(tmp_path / "home", provinces=("34",)) as running:
        running.nodes.call("34", "POST", "/feeds/employer_feed", json={"employers": employers})
        cut_off = threading.Thread(target=_try_to_declare, args=(running, content))
        cut_off.start()
        cut_off.join(0.4)
        running.kill(victim)
        cut_off.join()

        item = _declare(running, content)

        assert item["outcome"]["accepted"] == people
        assert running.nodes.wait_until_held(["34"], seconds=60)
        (row,) = running.nodes.call("00", "GET", "/status")["provinces"]
        assert row["people"] == row["contribution_months"] == people


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


def test_a_row_changed_behind_the_systems_back_is_found(tmp_path: Path) -> None:
    with cluster(tmp_path / "home", provinces=("34",)) as running:
        employers, content = declaration(50)
        running.nodes.call("34", "POST", "/feeds/employer_feed", json={"employers": employers})
        _declare(running, content)
        assert running.nodes.wait_until_held(["34"], seconds=30)

        running.as_owner(
            "34",
            "UPDATE events_event SET body = body || ' '"
            " WHERE id = (SELECT event_id FROM events_seal WHERE position = 2)",
        )
        running.as_owner(
            "00", "UPDATE sync_heldevent SET body = body || ' '"
            " WHERE province = '34' AND position = 2",
        )  # fmt: skip
        done = running.tongchou("verify", "--json")

        assert done.returncode == 1
        found = json.loads(done.stdout)
        assert found["34"]["breaks"] == [{"position": 2, "what": "content"}]
        assert found["00"]["copies"] == {"34": [{"position": 2, "what": "content"}]}
        assert found["00"]["breaks"] == []
