"""Copies of peers' logs: false events are taken out, and what is wanted is sent again.

What comes must stand in the chain that is held: behind the hash before it, and before the event
after it. Its effects were written when it first came, so nothing but the copy is written.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from tongchou.events.chain import follow, is_same
from tongchou.proof.models import Wanted
from tongchou.proof.repair import refusals
from tongchou.proof.repair.row_repair import CarriedOut
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import execute
from tongchou.sync import refusals as sync_refusals
from tongchou.sync.changes import halted
from tongchou.sync.changes.acceptance import stranger_of
from tongchou.sync.changes.effects import hold
from tongchou.sync.changes.recovery import unfolded
from tongchou.sync.envelope import Head, Placed, Stream, Unreadable, read_body, read_head
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import hash_held
from tongchou.sync.models import HeldEvent, Peer
from tongchou.sync.queries import EVENTS_MAX
from tongchou.workflow.changes import conclude

SENT_AGAIN = "重新报送 sent again"

_REMOVE = "DELETE FROM sync_heldevent WHERE province = %(node)s AND position = %(position)s"


def remove_false_copies(positions: Iterable[tuple[str, int]]) -> None:
    """Take events out of copies of logs, as the owner of the tables; one missing already is not."""
    for node, position in positions:
        execute(_REMOVE, node=node, position=position)


def run_wanted(node: str) -> tuple[int, int] | None:
    """Return the first run of positions that a peer is to send again; None where it is none."""
    wanted = Wanted.objects.filter(node=node, came_at=None).order_by("position")
    places = list(wanted.values_list("position", flat=True).distinct()[:EVENTS_MAX])
    if not places:
        return None
    last = places[0]
    for place in places[1:]:
        if place != last + 1:
            break
        last = place
    return places[0], last


def take_again(stream: Stream, *, keyring: Keyring, at: datetime) -> Refusal | None:
    """Take in what a peer sends again of its log; return why not, or None.

    The item that asked for it is concluded when the last of its positions has come.
    """
    try:
        signed = read_head(stream)
        head = signed.head
        if stranger := stranger_of(signed, keyring, "", at):
            return stranger
        if head.log != head.sender or head.receiver != keyring.node:
            return sync_refusals.other_receiver(head.receiver)
        if not _wanted_of(head).exists():  # it came already: the body of a replay is not read
            return None
        body = read_body(stream, head)
    except Unreadable:
        return sync_refusals.unreadable()
    placed, refusal = unfolded(head, body)
    if refusal is None and any(one.event is None for one in placed):
        refusal = sync_refusals.withheld_event(head.first_position)
    if refusal is None and halted():
        refusal = sync_refusals.recovering()
    return refusal or _hold_again(head, placed, at)


def _wanted_of(head: Head) -> QuerySet[Wanted]:
    """Return what is asked for of a run and has not come."""
    places = head.first_position, head.last_position
    return Wanted.objects.filter(node=head.sender, position__range=places, came_at=None)


def _hold_again(head: Head, placed: Sequence[Placed], at: datetime) -> Refusal | None:
    node, places = head.sender, [one.position for one in placed]
    with transaction.atomic():
        wanted = _wanted_of(head).select_for_update()
        asked = set(wanted.values_list("position", flat=True))
        held = {
            one.position: one
            for one in HeldEvent.objects.filter(node=node, position__in=[*places, places[-1] + 1])
        }
        if not _fits(head, placed, held):
            return refusals.not_what_is_held(places[0])
        missing = [one for one in placed if one.position in asked - set(held)]
        hold(node, missing, head.chain)
        items = sorted(set(wanted.values_list("item_number", flat=True)))
        wanted.update(came_at=at)
        for number in items:
            _conclude(number, node, at)
    return None


def _fits(head: Head, placed: Sequence[Placed], held: dict[int, HeldEvent]) -> bool:
    """Whether a run stands where the chain that is held has it, on both sides."""
    before = hash_held(head.sender, head.first_position - 1)
    if before != bytes.fromhex(head.previous_hash):
        return False
    if any(bytes(held[one.position].hash) != one.hash for one in placed if one.position in held):
        return False
    last = placed[-1]
    after = held.get(last.position + 1)
    if after is None:
        tip = Peer.objects.filter(code=head.sender, received_position=last.position).first()
        return tip is None or bytes(tip.received_hash) == last.hash
    next_hash = follow(last.hash, after.position, bytes(after.digest), after.algorithm)
    return is_same(next_hash, bytes(after.hash))


def _conclude(number: str, node: str, at: datetime) -> None:
    if not Wanted.objects.filter(item_number=number, came_at=None).exists():
        rows = Wanted.objects.filter(item_number=number).count()
        conclude(number, CarriedOut(node, SENT_AGAIN, rows), at=at)
