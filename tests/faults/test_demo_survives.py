"""Kill -9 of any one process in mid-demo, and a restart: nothing is lost, nothing doubled."""

import os
import signal
import time
from collections import Counter
from pathlib import Path
from typing import Any

from running import START_SECONDS, Cluster, cluster
from tongchou.channels.cli.client import Nodes
from tongchou.channels.demo.life import play

VICTIMS = ("00", "34", "postgres", "32", "31")
EVERY_CALLS, KILLS = 4, 2 * len(VICTIMS)
"""Before every so many calls of the demo another process dies, each of them twice in turn."""


class Unlucky(Nodes):
    """The nodes as the demo sees them, whose processes die one after the other before its calls.

    Nothing is waited for: the calls meet nodes that are dying, gone, or just starting.
    """

    def __init__(self, running: Cluster) -> None:
        super().__init__(running.home, patience=START_SECONDS)
        self.running = running
        self.patient = Nodes(running.home, patience=START_SECONDS)
        self.calls = 0
        self.killed = Counter[str]()

    def call(self, code: str, method: str, path: str, **given: Any) -> Any:
        """Pass a call on; before some, kill a process."""
        self.calls += 1
        if self.calls % EVERY_CALLS == 0 and self.killed.total() < KILLS:
            victim = VICTIMS[self.killed.total() % len(VICTIMS)]
            os.kill(self._living(victim), signal.SIGKILL)
            self.killed[victim] += 1
        return super().call(code, method, path, **given)

    def wait_until_held(self, provinces: list[str], *, seconds: float) -> bool:
        """Pass the question on: while it is asked nobody dies."""
        return self.patient.wait_until_held(provinces, seconds=seconds)

    def signals_of(self, item_number: str) -> list[dict[str, Any]]:
        """Pass the question on."""
        return self.patient.signals_of(item_number)

    def _living(self, victim: str) -> int:
        """Return the process of a node or the server, once it is one that was not killed."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            pid = self.running.pid_of(victim)
            if pid and self.running.lives(pid):
                return pid
            time.sleep(0.05)
        raise TimeoutError(f"{victim} does not come back")


def test_the_demo_survives_the_death_of_any_process(tmp_path: Path) -> None:
    with cluster(tmp_path / "home") as running:
        unlucky = Unlucky(running)

        played = play(unlucky, list[str]().append)

    assert unlucky.killed == dict.fromkeys(VICTIMS, 2)
    assert not [check["en"] for check in played.checks if not check["holds"]]
    assert played.dossier["months"] == 2
