"""The job 作业 that does a deep proof step by step, and goes on where it was interrupted."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from threading import Lock
from time import monotonic

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tongchou.events.queries import tip
from tongchou.proof import changes
from tongchou.proof.deep.differences import Difference
from tongchou.proof.deep.steps import ProofStep, hold_still, steps_of
from tongchou.proof.models import Run
from tongchou.proof.queries import going_on

JOB_LOCK = 0x70726F6F66  # "proof"
NOTE_SECONDS = 1.0
HANDS = 2
"""How many steps are taken at a time."""

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Cancelled(Exception):
    """Somebody asked the run to stop."""


class Progress:
    """How far a run is, told once a second over a connection beside the snapshots."""

    def __init__(self, line: BaseDatabaseWrapper, run: Run, clock: Clock) -> None:
        self._line, self._run, self._clock = line, run, clock
        self._lock = Lock()
        self._noted = monotonic()
        self._line.inc_thread_sharing()
        self.done = 0

    def read(self, size: int) -> None:
        """Take in how many bytes were read more; raises `Cancelled` when asked to stop."""
        with self._lock:
            self.done += size
            if monotonic() - self._noted > NOTE_SECONDS:
                self._tell()

    def tell(self) -> None:
        """Tell how far it is; raises `Cancelled` when asked to stop."""
        with self._lock:
            self._tell()

    def _tell(self) -> None:
        self._noted = monotonic()
        if changes.note(self._line, self._run, done=self.done, at=self._clock()):
            raise Cancelled


def work(clock: Clock) -> Run | None:
    """Do the run that is asked for, unless another process does; return it as it ended.

    A run that was interrupted goes on behind the steps that it finished. What ends it early is
    noted with it: that it was cancelled, or why it failed.
    """
    line = connections.create_connection("default")
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [JOB_LOCK])
            ((is_ours,),) = cursor.fetchall()
        run = going_on() if is_ours else None
        if run is not None:
            _finish(run, line, clock)
        return run
    finally:
        line.close()


def _finish(run: Run, line: BaseDatabaseWrapper, clock: Clock) -> None:
    try:
        steps = steps_of(run.province, run.since)
        rest = [step for step in steps if step.name not in run.steps]
        changes.begin(run, size=sum(step.bytes for step in steps), position=tip()[0], at=clock())
        progress = Progress(line, run, clock)
        progress.done = sum(step.bytes for step in steps if step not in rest)
        _take_all(run, rest, progress, clock)
    except Cancelled:
        changes.end(run, at=clock(), is_cancelled=True)
    except Exception as fault:
        log.exception("the deep proof failed")
        changes.end(run, at=clock(), fault=f"{type(fault).__name__}: {fault}"[:500])
    else:
        changes.end(run, at=clock())


def _take_all(run: Run, steps: Sequence[ProofStep], progress: Progress, clock: Clock) -> None:
    """Take the steps, a few at a time: while one waits for the database, another works."""
    with ThreadPoolExecutor(HANDS) as hands:
        taken = {hands.submit(_take, step, progress): step for step in steps}
        try:
            for done in as_completed(taken):
                changes.note_step(run, taken[done].name, done.result(), at=clock())
                progress.tell()
        finally:
            hands.shutdown(cancel_futures=True)


def _take(step: ProofStep, progress: Progress) -> list[Difference]:
    """Take a step in a snapshot of its own; return what it found.

    Its session is a new one: a statement that was prepared in another would not see a shadow.
    """
    try:
        with transaction.atomic():
            hold_still()
            return list(step.differences(progress.read))
    finally:
        connection.close()
