"""Writing runs of the deep proof."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F

from tongchou.proof.deep.differences import KNOWN_GAP, Difference
from tongchou.proof.models.run import Finding, Outcome, Run

NAMED_MAX = 1_000
"""How many findings of one step are named; all are counted."""
SHOWN_MAX = 500
"""How much of a field is kept with a finding."""


def ask(*, by: str, at: datetime, province: str = "", since: int = 0) -> Run | None:
    """Ask for a run; None while another goes on."""
    try:
        with transaction.atomic():
            return Run.objects.create(asked_by=by, asked_at=at, province=province, since=since)
    except IntegrityError:
        return None


def cancel() -> bool:
    """Ask the run that goes on to stop; return whether there was one."""
    return bool(Run.objects.filter(outcome="").update(is_cancelled=True))


def begin(run: Run, *, size: int, position: int, at: datetime) -> None:
    """Note that a run begins, or goes on after it was interrupted."""
    run.began_at = run.began_at or at
    run.heard_at, run.size, run.position = at, size, position
    run.save(update_fields=["began_at", "heard_at", "size", "position"])


_NOTE = """
UPDATE proof_run SET done = %s, heard_at = %s WHERE id = %s RETURNING is_cancelled
"""


def note(line: BaseDatabaseWrapper, run: Run, *, done: int, at: datetime) -> bool:
    """Note how far a run is, beside its snapshot; return whether it was asked to stop."""
    with line.cursor() as cursor:
        cursor.execute(_NOTE, [done, at, run.id])
        ((is_cancelled,),) = cursor.fetchall()
    return bool(is_cancelled)


def note_step(run: Run, step: str, found: Iterable[Difference], *, at: datetime) -> None:
    """Note that a step is done, with what it found: the checkpoint from which a run goes on."""
    every = list(found)
    named = [
        Finding(
            run=run,
            node=one.node,
            table=one.table,
            key=dict(one.key),
            field=one.field,
            kind=one.kind,
            position=one.position,
            told=one.told[:SHOWN_MAX],
            held=one.held[:SHOWN_MAX],
            whole=asdict(one.whole) if one.whole else None,
        )
        for one in every[:NAMED_MAX]
    ]
    gaps = sum(one.kind == KNOWN_GAP for one in every)
    with transaction.atomic():
        Finding.objects.bulk_create(named)
        run.steps = [*run.steps, step]
        Run.objects.filter(id=run.id).update(
            steps=run.steps,
            findings=F("findings") + len(every),
            gaps=F("gaps") + gaps,
            heard_at=at,
        )
        run.findings += len(every)
        run.gaps += gaps


def end(run: Run, *, at: datetime, fault: str = "", is_cancelled: bool = False) -> None:
    """Note how a run ended; known gaps alone are no difference."""
    run.outcome = (
        Outcome.FAILED
        if fault
        else Outcome.CANCELLED
        if is_cancelled
        else Outcome.DIFFERS
        if run.findings > run.gaps
        else Outcome.WHOLE
    )
    run.ended_at, run.fault = at, fault
    run.save(update_fields=["outcome", "ended_at", "fault"])
