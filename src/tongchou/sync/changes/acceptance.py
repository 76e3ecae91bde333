"""Taking envelopes in: nothing of a body is read before its signed head holds."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from tongchou.standards.refusal import Refusal
from tongchou.sync import envelope, key_refusals, refusals
from tongchou.sync.changes.effects import hold, write_effects
from tongchou.sync.changes.epochs import not_written_before, tell_followed
from tongchou.sync.changes.heads import keep_head
from tongchou.sync.changes.links import halted, locked_at_once, note_outage, note_refusal, touch
from tongchou.sync.changes.recovery import take_back, unfolded
from tongchou.sync.envelope import Head, Placed, SignedHead, Stream, Unreadable
from tongchou.sync.handlers import Handlers
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import HeldLog, put_view, view_in
from tongchou.sync.models import Peer
from tongchou.sync.protocol import links
from tongchou.sync.register import key_named, verifier_at


@dataclass(frozen=True)
class Receipt:
    """A receipt 回执: the last position held of the sender's log, and why no more was taken.

    `head` is what the sender signed; None when it is not believed, and then nobody is answered.
    """

    position: int
    refusal: Refusal | None = None
    head: Head | None = field(default=None, compare=False)


def accept(
    stream: Stream,
    handlers: Handlers,
    *,
    keyring: Keyring,
    at: datetime,
    sender: str = "",
    may_withhold: bool = False,
) -> Receipt:
    """Read an envelope and take it in: all its events in order, exactly once, or none of them.

    Whoever asked one peer takes only that `sender`'s. Whoever must hold everything (the ministry)
    lets no event be withheld. The body is read only when head and signature hold and the run is
    the one that comes next. An event that cannot be written is set aside and the others go on; an
    outage of the database undoes the whole envelope, and the sender sends it again. Raises `Busy`
    while another envelope of the sender is being taken in.
    """
    try:
        signed = envelope.read_head(stream)
    except Unreadable:
        return Receipt(0, refusals.unreadable())
    stranger = stranger_of(signed, keyring, sender, at)
    if stranger:
        _note_misuse(signed, stranger, at)
        return Receipt(0, stranger)
    head = signed.head
    if head.log == keyring.node == head.receiver:
        return _take_back(stream, head)
    answer = _answer_to(signed, keyring.node, at)
    if answer:
        return answer
    try:
        body = envelope.read_body(stream, head)
    except Unreadable:
        return Receipt(head.first_position - 1, refusals.broken_body(), head)
    return _take_in(signed, body, handlers, node=keyring.node, at=at, may_withhold=may_withhold)


def _take_back(stream: Stream, head: Head) -> Receipt:
    """Keep what a peer gives back of our own log; the place is how far it has done so."""
    try:
        body = envelope.read_body(stream, head)
    except Unreadable:
        return Receipt(head.first_position - 1, refusals.broken_body(), head)
    position, refusal = take_back(head, body)
    return Receipt(position, refusal, head)


def stranger_of(signed: SignedHead, keyring: Keyring, sender: str, at: datetime) -> Refusal | None:
    """Return why this is not believed to come from the peer that it names."""
    head = signed.head
    if head.sender != (sender or head.sender):
        return refusals.unknown_peer()
    verifier = verifier_at(keyring, head.sender, head.key, at)
    if isinstance(verifier, Refusal):
        return verifier
    return None if signed.is_signed_by(verifier) else refusals.bad_signature()


def _note_misuse(signed: SignedHead, refusal: Refusal, at: datetime) -> None:
    """Show on a node's link what a key signed just now that may not speak for it.

    Shown is also what its own key signed and another node's certificate brought. What a key
    that is known did not sign, or signed long ago, shows nothing: anybody can send it.
    """
    head, key = signed.head, key_named(signed.head.key)
    is_now = links.is_near(datetime.fromisoformat(head.moment), at)
    if not (key and is_now and signed.is_signed_by(key.verifier())):
        return
    if refusal.code == key_refusals.OF_ANOTHER:
        if key.node == head.sender and key.state(at) == "valid":  # goes when it comes by its own
            said = f"{refusal.text.zh} / {refusal.text.en}"
            note_outage(head.sender, outage=said, at=at)
    elif refusal.code in key_refusals.MISUSES:
        with transaction.atomic():
            peer = Peer.objects.select_for_update().filter(code=head.sender).first()
            if peer and view_in(peer).theirs != refusal:
                note_refusal(peer, refusal, at)


def _answer_to(signed: SignedHead, node: str, at: datetime) -> Receipt | None:
    """Return the answer to a run that is not the next one or does not fit; None if it does.

    Of one that seems to fit nothing is locked or written here: that is done where it is taken in.
    Nor of one that is held, which anybody may send again: he would keep the sender's next one out.
    """
    head = signed.head
    known = Peer.objects.filter(code=head.sender).first()
    if known:
        refusal = _misfit_of(head, known, node)
        if refusal is None and links.is_next(head.run, HeldLog.of(known)):
            return None
        refusal = refusal or _halt()
        if refusal is None or refusal.code in links.PASSING:
            return Receipt(known.received_position, refusal, head)
    with transaction.atomic():
        peer = locked_at_once(head.sender)
        refusal = _refusal_of(head, peer, node)
        if refusal:
            note_refusal(peer, refusal, at)
            if refusal.code == links.FORKED:
                keep_head(signed, at, refusal=refusal.code)
        elif links.is_next(head.run, HeldLog.of(peer)):
            return None
    return Receipt(peer.received_position, refusal, head)


def _take_in(
    signed: SignedHead,
    body: bytes,
    handlers: Handlers,
    *,
    node: str,
    at: datetime,
    may_withhold: bool,
) -> Receipt:
    """Hold the events and write their effects, unless another call took the run meanwhile.

    The peer's row is locked first: a second call with the same run is turned away before it
    unpacks anything.
    """
    head = signed.head
    with transaction.atomic():
        peer = locked_at_once(head.sender)
        is_next = links.is_next(head.run, HeldLog.of(peer))
        placed: list[Placed] = []
        refusal = _refusal_of(head, peer, node)
        if is_next and refusal is None:
            placed, refusal = _opened(head, body, may_withhold=may_withhold)
        if refusal:
            note_refusal(peer, refusal, at)
        elif is_next:
            keep_head(signed, at)
            hold(peer.code, placed, head.chain)
            fresh = not_written_before(peer, placed, receiver=node)
            write_effects(peer.code, fresh, handlers, receiver=node, at=at)
            if head.epoch > peer.epoch:
                tell_followed(head, node=node, at=at)
            _move(peer, head, at)
    return Receipt(peer.received_position, refusal, head)


def _opened(head: Head, body: bytes, *, may_withhold: bool) -> tuple[list[Placed], Refusal | None]:
    """Return the events of a body with their places, or why they are not taken."""
    placed, refusal = unfolded(head, body)
    withheld = [one.position for one in placed if one.event is None]
    if withheld and not may_withhold:
        refusal = refusals.withheld_event(withheld[0])
    return placed, refusal


def _move(peer: Peer, head: Head, at: datetime) -> None:
    """Move what is held of a peer's log to the end of the run that was taken in."""
    peer.epoch, peer.received_position, peer.received_hash = head.run.end
    put_view(peer, links.taken(view_in(peer), head.run))
    touch(peer, at)
    peer.save()


def _refusal_of(head: Head, peer: Peer, node: str) -> Refusal | None:
    return _misfit_of(head, peer, node) or _halt()


def _halt() -> Refusal | None:
    return refusals.recovering() if halted() else None


def _misfit_of(head: Head, peer: Peer, node: str) -> Refusal | None:
    if head.log != head.sender:
        return refusals.unreadable()
    return links.answer_to(head.run, HeldLog.of(peer), node=node)
