"""Bringing this node's own log forward from copies that peers hold; see `protocol/recovery.py`.

A province fetches its events from the ministry and writes them at once. The ministry keeps what
each province gives back until all have, and then puts the copies together.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from tongchou.events import changes as events
from tongchou.events.chain import TEXT_LOST, SealedEvent, digest_of, moment_text
from tongchou.events.changes import Letter
from tongchou.standards import messages
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import execute, fetch
from tongchou.sync import envelope, refusals
from tongchou.sync.changes import openings
from tongchou.sync.changes.effects import write_effects
from tongchou.sync.changes.links import halted, locked
from tongchou.sync.envelope import Envelope, Head, Placed, Unreadable, WholeEvent
from tongchou.sync.handlers import Handlers
from tongchou.sync.logs import OwnLog, view_in
from tongchou.sync.models import Peer, Retold, Returned
from tongchou.sync.protocol import links, recovery
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import Mark
from tongchou.sync.protocol.recovery import Copy


@dataclass(frozen=True)
class Written:
    """How far our own log is now, and the items that followed their effects."""

    position: int
    moved: list[str]


Follow = Callable[[list[str]], list[str]]
"""What follows when the effects of some items were written anew; returns those that it moved."""


def take_own(
    brought: Envelope, handlers: Handlers, *, at: datetime, follow: Follow
) -> Refusal | Written:
    """Write a run of our own log that a peer gave back; return how far the log is now.

    Events, seals, effects and what shall `follow` them are one transaction, so an interrupted
    recovery is taken up again where it stopped. An effect that cannot be written is set aside.
    """
    head = brought.head
    placed, refusal = unfolded(head, brought.body)
    if refusal:
        return refusal
    withheld = [one.position for one in placed if one.event is None]
    if withheld:
        return refusals.withheld_event(withheld[0])
    with transaction.atomic():
        locked(head.sender)
        tip = OwnLog().tip
        copies = copies_of(placed, head.chain)
        before = bytes.fromhex(head.previous_hash)
        misfit = recovery.misfit_of(tip, copies, previous_hash=before)
        if misfit:
            return misfit
        sealed = _as_sealed(copies, before, at)
        openings.enter_told(sealed)
        fresh = {event.position for event in events.bring_back(sealed)}
        written = [one for one in placed if one.position in fresh]
        write_effects(head.receiver, written, handlers, receiver=head.receiver, at=at)
        numbers = dict.fromkeys(one.event.item_number for one in written if one.event)
        moved = follow(list(numbers))
    return Written(head.last_position, moved)


def take_back(head: Head, body: bytes) -> tuple[int, Refusal | None]:
    """Keep a run of our own log that a province gives back; return how far it has, and why not."""
    placed, refusal = unfolded(head, body)
    with transaction.atomic():
        peer = locked(head.sender)
        returned = Returned.objects.filter(peer=peer.code)
        last = returned.order_by("-position").values_list("position", "hash").first()
        place, before = last or OwnLog().tip[1:]
        refusal = refusal or (None if halted() else refusals.gap(place + 1))
        is_next = head.first_position == place + 1
        if is_next and bytes.fromhex(head.previous_hash) != bytes(before):
            refusal = refusals.forked(place)
        if refusal is None and is_next:
            copies = copies_of(placed, head.chain)
            Returned.objects.bulk_create(
                Returned(peer=peer.code, **copy._asdict()) for copy in copies
            )
            place = head.last_position
    return place, refusal


def put_together(*, at: datetime) -> Refusal | int:
    """Bring our own log forward from all that peers gave back; return how far it is now."""
    with transaction.atomic():
        peers = list(Peer.objects.select_for_update())
        views = {peer.code: view_in(peer) for peer in peers}
        if unheard := sorted(code for code, view in views.items() if links.is_awaited(view)):
            return refusals.not_heard_since(*unheard)
        held = _rolled_back(views)
        if not held:
            return refusals.nothing_to_recover()
        tip = OwnLog().tip
        returned = _returned()
        sure = recovery.sure_until(tip, views, returned)
        found = recovery.put_together(tip, held, returned, sure_until=sure)
        if isinstance(found, Refusal):
            return found
        if not found:
            return refusals.nothing_to_recover()  # it was brought forward a moment ago
        _bring(found, tip, at)
    return found[-1].position


def bring_what_is_whole(views: Mapping[str, View], *, at: datetime) -> None:
    """Bring our log forward from those peers that gave back all, before a new epoch is opened.

    What others hold beyond that is given up with the earlier epoch.
    """
    tip, returned = OwnLog().tip, _returned()
    wanted = _rolled_back(views)
    held = recovery.given_whole(tip, wanted, returned)
    sure = recovery.sure_until(tip, views, returned) if held == wanted else tip.position
    found = recovery.put_together(tip, held, returned, sure_until=sure)
    if found and not isinstance(found, Refusal):
        _bring(found, tip, at)
    Returned.objects.all().delete()


def _rolled_back(views: Mapping[str, View]) -> dict[str, Mark]:
    """Return the peers that prove to hold more than our log, each with how far."""
    return {
        code: view.confirmed
        for code, view in views.items()
        if view.ours and view.ours.code == links.ROLLED_BACK
    }


def _bring(found: Sequence[Copy], tip: Mark, at: datetime) -> None:
    """Write events of our own log that peers gave back, and what must not be told again."""
    sealed = _as_sealed(found, tip.hash, at)
    openings.enter_told(sealed)
    for event in events.bring_back(sealed):
        if event.kind != TEXT_LOST:
            content = _content(event.kind, event.item_number, event.addressee, event.body)
            Retold.objects.create(position=event.position, content=content)
    Returned.objects.all().delete()


def tell_once(letters: Sequence[Letter], *, recorded_at: datetime) -> None:
    """Append messages that a peer's events cause, but those that our log tells already.

    That is so after it was brought forward, when the peer's events are taken in once more.
    """
    if letters and Retold.objects.exists():
        letters = _not_told_yet(letters)
    if letters:
        events.append_letters(letters, recorded_at=recorded_at)


def _not_told_yet(letters: Sequence[Letter]) -> list[Letter]:
    """Return what our log does not tell, and cross off what it tells, each once."""
    contents = [
        _content(message.kind, item_number, addressee, messages.canonical(message))
        for message, item_number, addressee in letters
    ]
    told: dict[bytes, list[int]] = {}
    for position, content in fetch(_TOLD, contents=[rf"\x{one.hex()}" for one in contents]):
        told.setdefault(bytes(content), []).append(position)
    fresh, crossed = list[Letter](), list[int]()
    for letter, content in zip(letters, contents, strict=True):
        if told.get(content):
            crossed.append(told[content].pop())
        else:
            fresh.append(letter)
    execute("DELETE FROM sync_retold WHERE position = ANY(%(crossed)s::bigint[])", crossed=crossed)
    return fresh


_TOLD = """
SELECT position, content FROM sync_retold WHERE content = ANY(%(contents)s::bytea[])
ORDER BY position DESC
"""


def unfolded(head: Head, body: bytes) -> tuple[list[Placed], Refusal | None]:
    """Return the events of a body with their places, or why they are not those signed."""
    try:
        placed = envelope.unfold(head, body)
    except Unreadable:
        return [], refusals.broken_body()
    if not envelope.proves_itself(head, placed):
        return [], refusals.broken_chain()
    return placed, None


def copies_of(placed: Sequence[Placed], chain: str) -> list[Copy]:
    """Return events as copies, as the protocol sees them."""
    return [
        Copy(one.position, chain, one.digest, one.hash, one.event.text() if one.event else b"")
        for one in placed
    ]


def _returned() -> dict[str, list[Copy]]:
    found: dict[str, list[Copy]] = {}
    for one in Returned.objects.order_by("peer", "position"):
        copy = Copy(
            one.position, one.algorithm, bytes(one.digest), bytes(one.hash), bytes(one.text)
        )
        found.setdefault(one.peer, []).append(copy)
    return found


def _as_sealed(copies: Sequence[Copy], before: bytes, at: datetime) -> list[SealedEvent]:
    """Return copies as sealed events; one without a text has its digest for a body."""
    sealed = []
    for copy in copies:
        event = (
            WholeEvent.of(copy.text)
            if copy.text
            else WholeEvent(TEXT_LOST, "", "", moment_text(at), copy.digest.hex())
        )
        sealed.append(
            SealedEvent(
                position=copy.position,
                kind=event.kind,
                item_number=event.item_number,
                addressee=event.addressee,
                recorded_at=event.recorded_at,
                body=event.body,
                algorithm=copy.algorithm,
                previous_hash=before,
                hash=copy.hash,
            )
        )
        before = copy.hash
    return sealed


def content_of(event: WholeEvent) -> bytes:
    """Return the digest of what an event says, whenever it was said."""
    return _content(event.kind, event.item_number, event.addressee, event.body)


def _content(*said: str) -> bytes:
    return digest_of("\n".join(said).encode())
