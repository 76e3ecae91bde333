"""The loop 后台循环 that seals the log and carries it to peers, as long as the node lives.

One thread in every process of a node; of several processes only the one that holds the
advisory lock works. It wakes when something is written to the log, at the latest after a
second, and rests a moment after its work: what a busy node writes meanwhile is sealed and sent
together. A step that fails is tried again after a growing pause, and stops no other step.
"""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg
from django.db import close_old_connections

from tongchou.events.changes import WAKE_CHANNEL

LEADER_LOCK = 0x746F6E67  # "tong"; one lock in each node's own database
PAUSE_SECONDS, REST_SECONDS = 1.0, 0.05
RETRY_SECONDS_MAX = 30.0

log = logging.getLogger(__name__)


@dataclass
class Step:
    """A step of the loop: what it is called, what it does, and how it went of late.

    It rests for `pause` seconds after its work; most steps are taken in every turn.
    """

    name: str
    run: Callable[[], object]
    pause: float = 0.0
    failures: int = 0
    fault: str = ""
    resumes: float = 0.0

    def take(self, moment: float) -> None:
        """Run the step, unless it failed a moment ago; note how it went."""
        if moment < self.resumes:
            return
        try:
            self.run()
        except Exception as fault:
            self.failures += 1
            pause = min(RETRY_SECONDS_MAX, PAUSE_SECONDS * 2 ** min(self.failures - 1, 5))
            self.resumes = moment + pause
            self.fault = f"{type(fault).__name__}: {fault}"
            log.warning("%s failed, again in %.0f s", self.name, pause, exc_info=True)
        else:
            self.failures, self.fault, self.resumes = 0, "", moment + self.pause


class Loop:
    """The loop of one process, over the node's database."""

    def __init__(self, database_url: str, steps: Sequence[Step]) -> None:
        self._url = database_url
        self._steps = steps
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)

    @property
    def faults(self) -> dict[str, str]:
        """What goes wrong now, by the name of the step; empty when all is well."""
        return {step.name: step.fault for step in self._steps if step.fault}

    def start(self) -> None:
        """Begin to work in the background."""
        self._thread.start()

    def stop(self, *, seconds: float = 10.0) -> None:
        """Finish the step at hand and end."""
        self._stopping.set()
        self._thread.join(seconds)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as line:
                    if _leads(line):
                        self._work(line)
            except psycopg.Error as fault:
                log.warning("the loop lost its database: %s", str(fault).strip())
            self._stopping.wait(PAUSE_SECONDS)

    def _work(self, line: psycopg.Connection) -> None:
        line.execute(f"LISTEN {WAKE_CHANNEL}")
        while not self._stopping.is_set():
            close_old_connections()
            for step in self._steps:
                step.take(time.monotonic())
            self._stopping.wait(REST_SECONDS)
            for _ in line.notifies(timeout=PAUSE_SECONDS, stop_after=1):
                break


def _leads(line: psycopg.Connection) -> bool:
    """Whether this process does the work; the lock lasts as long as the connection."""
    row = line.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
    return bool(row and row[0])
