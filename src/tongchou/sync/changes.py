"""Writing what peers tell: each event once, in order, with its effects and the cursor at once."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction

from tongchou.standards import messages
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.envelope import Envelope, Placed, Stub, WholeEvent, proves_itself, unfold
from tongchou.sync.keys import Keyring
from tongchou.sync.models import HeldEvent, Peer, Quarantine

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Received:
    """The circumstances of a message: who told it, at which place of their log, and when."""

    sender: str
    position: int
    item_number: str
    recorded_at: datetime
    addressee: str
    at: datetime


Handler = Callable[[Any, Received], None]
"""What to do with one kind of message; it takes that kind's own type."""
Handlers = Mapping[str, Handler]
"""The handlers of a node, by kind of message."""


@dataclass(frozen=True)
class Receipt:
    """A receipt 回执: the last position held of the sender's log, and why no more was taken."""

    position: int
    refusal: Refusal | None = None


def meet(codes: Sequence[str]) -> None:
    """Enter peers into the table of links, so that one never heard of shows as such."""
    Peer.objects.bulk_create((Peer(code=code) for code in codes), ignore_conflicts=True)


def accept(
    envelope: Envelope,
    handlers: Handlers,
    *,
    keyring: Keyring,
    at: datetime,
    sender: str = "",
    may_withhold: bool = False,
) -> Receipt:
    """Take in an envelope: all its events in order, exactly once, or none of them.

    Whoever asked one peer takes only that `sender`'s. Whoever must hold everything (the
    ministry) lets no event be withheld. An event that cannot be written is set aside and
    the others go on; an outage of the database undoes the whole envelope, and the sender
    sends it again.
    """
    verifier = keyring.verifier(envelope.sender)
    if verifier is None or envelope.sender != (sender or envelope.sender):
        return Receipt(0, refusals.unknown_peer(envelope.sender))
    if not envelope.is_signed_by(verifier):
        return Receipt(0, refusals.bad_signature(envelope.algorithm))
    unfolded = unfold(envelope)
    with transaction.atomic():
        peer = _locked(envelope.sender)
        refusal = _refusal_of(envelope, unfolded, peer, keyring.node, may_withhold=may_withhold)
        if refusal:
            _note_refusal(peer, refusal, at)
        elif envelope.first_position == peer.received_position + 1:
            _hold(peer.code, unfolded)
            for placed in unfolded:
                _take_in(peer.code, placed, handlers, receiver=keyring.node, at=at)
            peer.received_position = envelope.last_position
            peer.received_hash = unfolded[-1].hash
            _note_contact(peer, sealed=envelope.sealed, at=at)
            peer.refusal = ""
            peer.save()
    return Receipt(peer.received_position, refusal)


def settle_quarantine(node: str, handlers: Handlers, *, at: datetime) -> list[Quarantine]:
    """Try again what was set aside of a node's log, in order; return what is settled now."""
    settled = []
    with transaction.atomic():
        _locked(node)
        waiting = Quarantine.objects.filter(node=node, settled_at=None).order_by("position")
        for aside in waiting:
            held = HeldEvent.objects.get(node=node, position=aside.position)
            event = WholeEvent(
                kind=held.kind,
                item_number=held.item_number,
                addressee=held.addressee,
                recorded_at=held.recorded_at,
                body=held.body,
            )
            fault = _fault_of(event, _received(node, held.position, event, at), handlers)
            aside.fault = fault or aside.fault
            aside.settled_at = None if fault else at
            aside.save(update_fields=["fault", "settled_at"])
            if not fault:
                settled.append(aside)
    return settled


def confirm(peer: str, *, position: int, refusal: str, at: datetime) -> None:
    """Note how far a peer says it holds our log, and what it refused."""
    Peer.objects.update_or_create(
        code=peer,
        defaults={
            "sent_position": position,
            "contact_at": at,
            "outage": "",
            "refusal": refusal,
            **({"failed_at": at} if refusal else {}),
        },
    )


def note_outage(peer: str, *, outage: str, at: datetime) -> None:
    """Note that a peer could not be reached; it is tried again until it can."""
    Peer.objects.update_or_create(code=peer, defaults={"outage": outage, "failed_at": at})


def note_contact(peer: str, *, sealed: int, at: datetime, confirmed: int | None = None) -> None:
    """Note that a peer was heard, how far its log is sealed, and how far it holds ours."""
    with transaction.atomic():
        heard = _locked(peer)
        _note_contact(heard, sealed=sealed, at=at)
        if confirmed is not None:
            heard.sent_position = confirmed
        heard.save()


def _note_contact(peer: Peer, *, sealed: int, at: datetime) -> None:
    peer.sealed_there = sealed
    peer.contact_at = at
    peer.outage = ""
    if peer.received_position >= sealed:
        peer.level_at = at


def _locked(code: str) -> Peer:
    meet([code])
    return Peer.objects.select_for_update().get(code=code)


def _refusal_of(
    envelope: Envelope, unfolded: Sequence[Placed], peer: Peer, node: str, *, may_withhold: bool
) -> Refusal | None:
    if envelope.receiver != node:
        return refusals.other_receiver(envelope.receiver)
    if not proves_itself(envelope, unfolded):
        return refusals.broken_chain()
    withheld = [placed.position for placed in unfolded if isinstance(placed.event, Stub)]
    if withheld and not may_withhold:
        return refusals.withheld_event(withheld[0])
    if envelope.first_position > peer.received_position + 1:
        return refusals.gap(peer.received_position + 1)
    return _fork_of(envelope, unfolded, peer)


def _fork_of(envelope: Envelope, unfolded: Sequence[Placed], peer: Peer) -> Refusal | None:
    """Compare what is told again, or what it builds on, with what is held."""
    if envelope.first_position == peer.received_position + 1:
        same = bytes.fromhex(envelope.previous_hash) == bytes(peer.received_hash)
        return None if same else refusals.forked(envelope.first_position)
    told_again = min(envelope.last_position, peer.received_position)
    held = HeldEvent.objects.get(node=peer.code, position=told_again)
    same = bytes(held.hash) == unfolded[told_again - envelope.first_position].hash
    return None if same else refusals.forked(told_again)


def _note_refusal(peer: Peer, refusal: Refusal, at: datetime) -> None:
    if refusal.code == "sync.gap":
        return  # the sender goes back to what is wanted, and no one need look
    log.warning("refused from node %s: %s", peer.code, refusal.text.en)
    peer.refusal, peer.failed_at = refusal.text.zh, at
    peer.save(update_fields=["refusal", "failed_at"])


def _hold(node: str, unfolded: Sequence[Placed]) -> None:
    """Keep the events as they came, all of them in one COPY."""
    columns = "node, position, kind, item_number, addressee, recorded_at, body, digest, hash"
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY sync_heldevent ({columns}) FROM STDIN") as copy,
    ):
        for placed in unfolded:
            event = placed.event
            said = (
                ("", "", "", "", "")
                if isinstance(event, Stub)
                else (event.kind, event.item_number, event.addressee, event.recorded_at, event.body)
            )
            copy.write_row((node, placed.position, *said, placed.digest, placed.hash))


def _take_in(
    sender: str, placed: Placed, handlers: Handlers, *, receiver: str, at: datetime
) -> None:
    event = placed.event
    if isinstance(event, Stub) or event.addressee not in {"", receiver}:
        return
    fault = _fault_of(event, _received(sender, placed.position, event, at), handlers)
    if fault:
        log.warning("set aside event %s of node %s: %s", placed.position, sender, fault)
        Quarantine.objects.create(
            node=sender, position=placed.position, kind=event.kind, fault=fault, at=at
        )


def _received(sender: str, position: int, event: WholeEvent, at: datetime) -> Received:
    return Received(
        sender=sender,
        position=position,
        item_number=event.item_number,
        recorded_at=datetime.fromisoformat(event.recorded_at),
        addressee=event.addressee,
        at=at,
    )


def _fault_of(event: WholeEvent, received: Received, handlers: Handlers) -> str:
    """Let the handler write what the event says, inside a savepoint; return what went wrong.

    Deferred constraints are checked here, within the savepoint: an entry that does not
    balance must fail as this event, not as the whole envelope when the transaction ends.
    """
    handler = handlers.get(event.kind)
    if handler is None:
        return f"nobody here handles {event.kind}"
    try:
        with transaction.atomic():
            handler(messages.parse(event.kind, event.body), received)
            connection.check_constraints()
    except (OperationalError, InterfaceError):
        raise  # an outage or a deadlock says nothing about the event
    except Exception as fault:  # noqa: BLE001  # whatever is wrong with one event stops no other
        return f"{type(fault).__name__}: {fault}".replace("\x00", "")[:2000]
    return ""
