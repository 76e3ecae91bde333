"""Kill -9 of any one process in mid-demo, and a restart: nothing is lost, nothing doubled."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from running import Cluster, cluster
from tongchou.channels.demo.life import play

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


@pytest.mark.parametrize("victim", ["00", "postgres"])  # a province dies in the storm, as all do
def test_the_demo_survives_the_death_of(victim: str, tmp_path: Path) -> None:
    with cluster(tmp_path / "home") as running:
        unlucky, said = Unlucky(running, victim), list[str]()

        played = play(unlucky, said.append)

        assert unlucky.calls["killed"] == len(KILLS_BEFORE_CALLS)
        assert not [check["en"] for check in played.checks if not check["holds"]]
        assert played.dossier["months"] == 2
