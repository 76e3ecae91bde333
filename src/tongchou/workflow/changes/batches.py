"""Batches: chosen, begun, stopped, and worked off by a job, each item decided by itself.

An entry is noted in the transaction that takes its step, so that a job that was killed goes on
behind it, and nothing is done twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, connections, transaction

from tongchou.agency.duties import shared
from tongchou.agency.models import Agency, Clerk
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.time import beijing_day
from tongchou.workflow import batch_refusals as refusals
from tongchou.workflow.batches import ITEMS_MAX, going_on, plan
from tongchou.workflow.changes.moves import take
from tongchou.workflow.models import Batch, BatchEntry, BatchOutcome, Item

JOB_LOCK = 0x6261746368  # "batch"
TRIES_MAX = 3
"""How often the job may be ended at one item before that one is left."""

CHOSEN_FOR = timedelta(days=1)
"""How long a choice waits to be begun."""

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


def choose(numbers: Sequence[str], *, clerk: Clerk, at: datetime) -> Batch | Refusals:
    """Choose items for a batch, which begins when its summary was seen.

    What was chosen a day ago and never begun is forgotten.
    """
    if len(set(numbers)) > ITEMS_MAX:
        return (refusals.too_many(ITEMS_MAX),)
    planned = plan(numbers, clerk, today=beijing_day(at)).planned
    if not planned:
        return (refusals.nothing_to_take(),)
    with transaction.atomic():
        forgotten = Batch.objects.filter(
            login=clerk.login, begun_at=None, chosen_at__lt=at - CHOSEN_FOR
        )
        BatchEntry.objects.filter(batch__in=forgotten).delete()
        forgotten.delete()
        batch = Batch.objects.create(login=clerk.login, chosen_at=at)
        BatchEntry.objects.bulk_create(
            BatchEntry(batch=batch, item=one.item, verb=one.verb) for one in planned
        )
    return batch


def begin(batch: Batch, *, clerk: Clerk, at: datetime) -> Refusals:
    """Begin a batch with what is ready now; what is not is left, and why is noted.

    One that was begun already goes on as it is. An item whose next step is another one by now is
    refused in its turn.
    """
    with transaction.atomic():
        held = Batch.objects.select_for_update().get(id=batch.id)
        if held.begun_at is not None:
            return ()
        entries = {entry.item_id: entry for entry in held.entries.all()}
        planned = plan(entries, clerk, today=beijing_day(at))
        if not planned.ready:
            return (refusals.nothing_to_take(),)
        for one in planned.planned:
            if not one.is_ready:
                _note(entries[one.item.number], BatchOutcome.LEFT, at, one.why)
        Batch.objects.filter(id=batch.id).update(
            begun_at=at, duties=clerk.duties, agency_code=clerk.agency_id or ""
        )
    return ()


def stop(batch: Batch) -> bool:
    """Ask a batch to stop; return whether it went on. The item in hand is finished."""
    going = Batch.objects.filter(id=batch.id, begun_at__isnull=False, ended_at=None)
    return bool(going.update(is_stopped=True))


def work(clock: Clock) -> int:
    """Work off the batches that wait, unless another process does; return how many ended."""
    line = connections.create_connection("default")
    try:
        with line.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [JOB_LOCK])
            ((is_ours,),) = cursor.fetchall()
        ended = 0
        while is_ours and (batch := going_on()):
            work_off(batch, clock)
            ended += 1
        return ended
    finally:
        line.close()


def work_off(batch: Batch, clock: Clock) -> None:
    """Take the entries of a batch that wait, in order, until it is done or asked to stop."""
    for entry in batch.entries.filter(outcome="").order_by("id"):
        batch.refresh_from_db(fields=["is_stopped"])
        if batch.is_stopped:
            waiting = batch.entries.filter(outcome="")
            waiting.update(outcome=BatchOutcome.STOPPED, at=clock())
            break
        _take(entry, batch, clock())
    Batch.objects.filter(id=batch.id).update(ended_at=clock())


def _take(entry: BatchEntry, batch: Batch, at: datetime) -> None:
    """Take one step as whoever asked, with what they may do now, and note what came of it."""
    if entry.tries >= TRIES_MAX:
        _note(entry, BatchOutcome.BROKEN, at, (refusals.broke(),))
        return
    BatchEntry.objects.filter(id=entry.id).update(tries=entry.tries + 1)
    clerk = _who_asked(batch)
    if clerk is None:
        _note(entry, BatchOutcome.REFUSED, at, (refusals.no_longer_works_here(),))
        return

    def taken(_: Item) -> None:
        _note(entry, BatchOutcome.TAKEN, at)

    try:
        done = take(entry.item_id, entry.verb, clerk=clerk, at=at, seen=taken)
    except (OperationalError, InterfaceError):
        raise  # the database went; the job is begun anew and comes back to it
    except Exception:
        log.exception("%s of %s in %s failed", entry.verb, entry.item_id, batch)
        _note(entry, BatchOutcome.BROKEN, at, (refusals.broke(),))
        return
    if isinstance(done, tuple):
        _note(entry, BatchOutcome.REFUSED, at, done)


def _who_asked(batch: Batch) -> Clerk | None:
    """Return whoever asked, with what batch and sign-in both allow.

    None if they were suspended since, or work for another agency by now.
    """
    clerk = Clerk.objects.filter(login=batch.login, is_active=True).first()
    if clerk is None:
        return None
    agency = Agency.objects.filter(code=batch.agency_code, closed_at=None).first()
    if agency is None or clerk.agency is None or not clerk.agency.encloses(agency):
        return None
    clerk.duties, clerk.agency = shared(batch.duties, clerk.duties), agency
    return clerk


def _note(
    entry: BatchEntry, outcome: BatchOutcome, at: datetime, why: Sequence[Refusal] = ()
) -> None:
    told = [refusal.as_json() for refusal in why]
    BatchEntry.objects.filter(id=entry.id).update(outcome=outcome, at=at, refusals=told)
