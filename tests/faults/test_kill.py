"""Kill -9 of any one process in mid-demo, and a restart: nothing is lost, nothing doubled."""

import json
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from running import Cluster, cluster
from tongchou.channels.cli.client import Unreachable
from tongchou.channels.demo.life import play
from tongchou.channels.demo.sample import declaration

KILLS_BEFORE_CALLS = (5, 14, 24, 33)


class Unlucky:
    """The nodes as the demo sees them, one of whose processes dies before certain calls."""

    def __init__(self, running: Cluster, victim: str) -> None:
        self.running = running
        self.victim = victim
        self.calls = Counter[str]()

    def call(self, code: str, method: str, path: str, **given: Any) -> Any:
        """Pass a call on; before some, kill the victim and wait until it is back."""
        self.calls["all"] += 1
        if self.calls["all"] in KILLS_BEFORE_CALLS:
            self.running.kill(self.victim)
            self.calls["killed"] += 1
        return self.running.nodes.call(code, method, path, **given)

    def wait_until_held(self, provinces: list[str], *, seconds: float) -> bool:
        """Pass the question on."""
        return self.running.nodes.wait_until_held(provinces, seconds=seconds)

    def signals_of(self, item_number: str) -> list[dict[str, Any]]:
        """Pass the question on."""
        return self.running.nodes.signals_of(item_number)


@pytest.mark.parametrize("victim", ["34", "00", "postgres"])
def test_the_demo_survives_the_death_of(victim: str, tmp_path: Path) -> None:
    with cluster(tmp_path / "home") as running:
        unlucky, said = Unlucky(running, victim), list[str]()

        played = play(unlucky, said.append)

        assert unlucky.calls["killed"] == len(KILLS_BEFORE_CALLS)
        assert not [check["en"] for check in played.checks if not check["holds"]]
        assert played.dossier["months"] == 2


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
            "UPDATE events_event SET body = replace(body, '2024-09', '2024-08')"
            " WHERE id = (SELECT event_id FROM events_seal WHERE position = 2)",
        )
        done = running.tongchou("verify", "--province", "34", "--json")

        assert done.returncode == 1
        assert json.loads(done.stdout)["34"]["breaks"] == [{"position": 2, "what": "content"}]
