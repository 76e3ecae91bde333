"""Settling: trying again the events that were set aside."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db import transaction

from tongchou.events import queries as events
from tongchou.sync.changes.effects import Meant, Stuck, fault_in, handle, received_of, waits
from tongchou.sync.envelope import WholeEvent
from tongchou.sync.handlers import Handlers, Told
from tongchou.sync.models import HeldEvent, Peer, Quarantine


def settle_quarantine(node: str, handlers: Handlers, *, at: datetime) -> list[Quarantine]:
    """Try again what was set aside of a node's log, in order; return what is settled now.

    What still fails keeps those waiting that stand behind it.
    """
    with transaction.atomic():
        Peer.objects.select_for_update().filter(code=node).first()
        waiting = list(Quarantine.objects.filter(node=node, settled_at=None).order_by("position"))
        settled: list[Quarantine] = []
        at_once = partial(_settle, waiting, handlers, at=at, settled=settled)
        if fault_in(at_once):
            settled.clear()
            _settle(waiting, handlers, at=at, settled=settled, is_ended_singly=True)
    return settled


def _settle(
    waiting: Sequence[Quarantine],
    handlers: Handlers,
    *,
    at: datetime,
    settled: list[Quarantine],
    is_ended_singly: bool = False,
) -> None:
    """Try again events that were set aside; enter into `settled` those that could be written."""
    stuck, written = Stuck(), list[Told]()
    for aside in waiting:
        one = _held(aside.node, aside.position, at)
        behind = stuck.before(aside.subjects)
        fault = waits(behind) if behind else ""
        fault = fault or fault_in(partial(handle, [one], handlers, is_ended=is_ended_singly))
        aside.fault, aside.behind = fault or aside.fault, behind
        aside.settled_at = None if fault else at
        aside.save(update_fields=["fault", "behind", "settled_at"])
        if fault:
            stuck.add(aside.subjects, aside.position)
        else:
            settled.append(aside)
            written.append(one.told)
    if not is_ended_singly:
        handlers.end(written)


def _held(node: str, position: int, at: datetime) -> Meant:
    """Return an event of a peer's log, or one of our own that was brought back."""
    held = HeldEvent.objects.filter(node=node, position=position).first() or events.sealed_at(
        position
    )
    event = WholeEvent(
        kind=held.kind,
        item_number=held.item_number,
        addressee=held.addressee,
        recorded_at=held.recorded_at,
        body=held.body,
    )
    return Meant(event, received_of(node, position, event, at))
