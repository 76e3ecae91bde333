"""The job 作业 that does a deep proof step by step, and goes on where it was interrupted."""

import logging
from collections.abc import Callable
from datetime import datetime
from time import monotonic

from django.db import connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tongchou.events.queries import tip
from tongchou.proof import changes
from tongchou.proof.deep.steps import Step, hold_still, steps_of
from tongchou.proof.models import Run
from tongchou.proof.queries import going_on

JOB_LOCK = 0x70726F6F66  # "proof"
NOTE_SECONDS = 1.0

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


class Cancelled(Exception):
    """Somebody asked the run to stop."""


class Progress:
    """How far a run is, told once a second over a connection beside the snapshot."""

    def __init__(self, line: BaseDatabaseWrapper, run: Run, clock: Clock) -> None:
        self._line, self._run, self._clock = line, run, clock
        self._noted = monotonic()
        self.done = 0

    def read(self, size: int) -> None:
        """Take in how many bytes were read more; raises `Cancelled` when asked to stop."""
        self.done += size
        if monotonic() - self._noted > NOTE_SECONDS:
            self.tell()

    def tell(self) -> None:
        """Tell how far it is."""
        self._noted = monotonic()
        if changes.note(self._line, self._run, done=self.done, at=self._clock()):
            raise Cancelled


def work(clock: Clock) -> Run | None:
    """Do the run that is asked for, unless another process does; return it as it ended.

    A run that was interrupted goes on behind the last step that it finished. What ends it early
    is noted with it: that it was cancelled, or why it failed.
    """
    connection.close()  # the session of a proof has seen no other work
    with connection.cursor() as cursor:
        cursor.execute("SET temp_buffers = '256MB'")  # shadows stay in memory
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
        changes.begin(run, size=sum(step.bytes for step in steps), position=tip()[0], at=clock())
        progress = Progress(line, run, clock)
        for step in steps:
            if step.name not in run.steps:
                _take(run, step, progress, clock)
            progress.done = sum(one.bytes for one in steps if one.name in run.steps)
            progress.tell()
    except Cancelled:
        changes.end(run, at=clock(), is_cancelled=True)
    except Exception as fault:
        log.exception("the deep proof failed")
        changes.end(run, at=clock(), fault=f"{type(fault).__name__}: {fault}"[:500])
    else:
        changes.end(run, at=clock())


def _take(run: Run, step: Step, progress: Progress, clock: Clock) -> None:
    """Take a step in a snapshot of its own, then note what it found."""
    with transaction.atomic():
        hold_still()
        found = list(step.differences(progress.read))
    changes.note_step(run, step.name, found, at=clock())
