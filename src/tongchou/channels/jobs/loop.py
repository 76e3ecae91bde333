"""The loop 后台循环 that seals the log and carries it to peers, as long as the node lives.

Two threads in every process of a node; of several processes only the one that holds the
advisory lock works. The first thread does what is *live*: it wakes when something is written to
the log, at the latest after a second, and rests as long as its work took, so that what a busy
node writes meanwhile is sealed and sent together. The second does the *upkeep*, so that no
folding of sums and no checkpoint stands between a deed and its peers. A task that fails is tried
again after a growing pause, and stops no other task.
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
PAUSE_SECONDS = 1.0
REST_SECONDS_MAX = 0.05
UPKEEP_REST_SECONDS = 0.2
RETRY_SECONDS_MAX = 30.0

log = logging.getLogger(__name__)


@dataclass
class Task:
    """A task 后台任务 of the loop: what it is called, what it does, and how it went of late.

    One that is live and returns True has more to do, and runs again at once. Otherwise it
    rests for `pause` seconds after its work; most live tasks are run in every turn.
    """

    name: str
    run: Callable[[], object]
    is_live: bool = False
    pause: float = 0.0
    failures: int = 0
    fault: str = ""
    resumes: float = 0.0

    def take_turn(self, moment: float) -> bool:
        """Run the task, unless it failed or ran a moment ago; return whether it has more to do."""
        if moment < self.resumes:
            return False
        try:
            has_more = self.run() is True
        except Exception as fault:
            self.failures += 1
            pause = min(RETRY_SECONDS_MAX, PAUSE_SECONDS * 2 ** min(self.failures - 1, 5))
            self.resumes = moment + pause
            self.fault = f"{type(fault).__name__}: {fault}"
            log.warning("%s failed, again in %.0f s", self.name, pause, exc_info=True)
            return False
        self.failures, self.fault = 0, ""
        self.resumes = moment if has_more else moment + self.pause
        return has_more


class Loop:
    """The loop of one process, over the node's database."""

    def __init__(self, database_url: str, tasks: Sequence[Task]) -> None:
        self._url = database_url
        self._live = [task for task in tasks if task.is_live]
        self._upkeep = [task for task in tasks if not task.is_live]
        self._stopping = threading.Event()
        self._leading = threading.Event()
        self._woken = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, name="loop", daemon=True),
            threading.Thread(target=self._keep_up, name="upkeep", daemon=True),
        ]

    @property
    def faults(self) -> dict[str, str]:
        """What goes wrong now, by the name of the task; empty when all is well."""
        return {task.name: task.fault for task in (*self._live, *self._upkeep) if task.fault}

    def start(self) -> None:
        """Begin to work in the background."""
        for thread in self._threads:
            thread.start()

    def stop(self, *, seconds: float = 10.0) -> None:
        """Finish the tasks at hand and end."""
        self._stopping.set()
        self._woken.set()
        until = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as line:
                    if _leads(line):
                        self._work(line)
            except psycopg.Error as fault:
                log.warning("the loop lost its database: %s", str(fault).strip())
            self._leading.clear()
            self._stopping.wait(PAUSE_SECONDS)

    def _work(self, line: psycopg.Connection) -> None:
        line.execute(f"LISTEN {WAKE_CHANNEL}")
        self._leading.set()
        while not self._stopping.is_set():
            began = time.monotonic()
            close_old_connections()
            has_more = [task.take_turn(time.monotonic()) for task in self._live]
            self._woken.set()
            if any(has_more):
                continue
            self._stopping.wait(min(REST_SECONDS_MAX, time.monotonic() - began))
            for _ in line.notifies(timeout=PAUSE_SECONDS, stop_after=1):
                break

    def _keep_up(self) -> None:
        """Do the tasks of the upkeep while this process leads."""
        while not self._stopping.is_set():
            if self._leading.is_set():
                close_old_connections()
                for task in self._upkeep:
                    task.take_turn(time.monotonic())
            self._stopping.wait(UPKEEP_REST_SECONDS)
            self._woken.wait(PAUSE_SECONDS)
            self._woken.clear()


def _leads(line: psycopg.Connection) -> bool:
    """Whether this process does the work; the lock lasts as long as the connection."""
    row = line.execute("SELECT pg_try_advisory_lock(%s)", [LEADER_LOCK]).fetchone()
    return bool(row and row[0])
