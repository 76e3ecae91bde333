"""Exchanging envelopes with a peer: push our log, pull the peer's, fetch our own back.

One call carries one envelope and returns how far the receiver is; the caller decides when the
next one goes. A peer that cannot be reached is an outage, noted and tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import httpx

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync import changes, outages, queries, refusals
from tongchou.sync.calls import Link, ask, send
from tongchou.sync.changes.acceptance import stranger_of
from tongchou.sync.changes.recovery import Follow
from tongchou.sync.envelope import Envelope, Unreadable, read_body, read_head
from tongchou.sync.handlers import Handlers
from tongchou.sync.logs import OwnLog
from tongchou.sync.protocol import links
from tongchou.sync.protocol.links import View


@dataclass(frozen=True)
class Exchange:
    """How far one direction is: the last position held by the receiver, and the sender's tip.

    `fault` says why it did not go on; it is None when all went well.
    """

    position: int
    tip: int
    fault: Text | None = None

    @property
    def is_level(self) -> bool:
        """Whether nothing is outstanding."""
        return not self.fault and self.position >= self.tip


@dataclass(frozen=True)
class Forward:
    """A run of our own log that came back: the places before and after, how far the peer holds it.

    `moved` are the items that followed their effects.
    """

    before: int
    position: int
    wanted: int
    moved: list[str]


def push(link: Link, *, at: datetime, until: int | None = None) -> Exchange:
    """Send the next envelope of our log; go back or forward to where the peer says it is.

    With `until` nothing is sent that stands after that position.
    """
    own, view = OwnLog(), queries.view_of(link.peer)
    after = links.to_send(view, own)

    def build(after: int) -> Envelope | None:
        return queries.envelope_after(
            after, receiver=link.peer, keyring=link.keyring, at=at, tip=own.tip, until=until
        )

    envelope = None if after is None else _built_before(link, after, until) or build(after)
    if not envelope:
        return _reached(view, own)
    last = envelope.head.last_position

    def build_next() -> None:
        link.built.extend(filter(None, [build(last)]))

    try:
        receipt, view = send(
            link, envelope, at, meanwhile=build_next if last < own.tip.position else None
        )
    except httpx.HTTPError as outage:
        return _outage(
            link.peer, outage, at, position=view.confirmed.position, tip=own.tip.position
        )
    if receipt.refusal and not view.ours and receipt.refusal.code != links.GAP:
        said = receipt.refusal
        if said.code not in links.PASSING:
            changes.note_outage(link.peer, outage=said.en, at=at)
        return Exchange(view.confirmed.position, own.tip.position, Text(said.zh, said.en))
    return _reached(view, own)


def _built_before(link: Link, after: int, until: int | None) -> Envelope | None:
    """Return the envelope that was built while the last one travelled, if it comes next."""
    found = [one for one in link.built if one.head.first_position == after + 1]
    link.built.clear()
    return next((one for one in found if until is None or one.head.last_position <= until), None)


def pull(link: Link, handlers: Handlers, *, at: datetime) -> Exchange:
    """Ask for the next envelope of the peer's log and take it in; say where we stand by the way.

    A peer whose own log was rolled back is given back what is held of it here.
    """
    after = queries.received_position(link.peer)
    try:
        content, view = ask(link, at)
        if view.theirs and view.theirs.code == links.ROLLED_BACK:
            _give_back(link, view.tip.position, at)
    except httpx.HTTPError as outage:
        return _outage(link.peer, outage, at, position=after, tip=after)
    if not content or view.theirs:
        return Exchange(after, after, view.theirs.text if view.theirs else None)
    try:
        receipt = changes.accept(
            BytesIO(content),
            handlers,
            keyring=link.keyring,
            at=at,
            sender=link.peer,
            may_withhold=True,
        )
    except changes.Busy:
        return Exchange(after, after)  # what was set aside is being settled; ask again later
    if receipt.refusal is None:
        return Exchange(receipt.position, queries.sealed_position(link.peer))
    if receipt.refusal.code in links.PASSING:
        return Exchange(after, after)  # our own log is to be brought forward first
    changes.note_outage(link.peer, outage=receipt.refusal.text.en, at=at)
    return Exchange(after, after, receipt.refusal.text)


def fetch_own(link: Link, handlers: Handlers, *, at: datetime, follow: Follow) -> Forward | Refusal:
    """Fetch the next run of our own log from the peer's copy and write it; see `changes.take_own`.

    Raises `httpx.HTTPError` when the peer cannot be reached. A log that no peer holds more of is
    refused, and one that was written on after it was rolled back.
    """
    content, view = ask(link, at, own=True)
    tip = OwnLog().tip.position
    if view.ours is None or view.ours.code not in links.HALTING:
        return refusals.nothing_to_recover()
    if view.ours.code != links.ROLLED_BACK:
        return refusals.written_on(tip)
    envelope = _given_back(content, link, at)
    if isinstance(envelope, Refusal):
        return envelope
    written = changes.take_own(envelope, handlers, at=at, follow=follow)
    if isinstance(written, Refusal):
        return written
    return Forward(tip, written.position, view.confirmed.position, written.moved)


def _given_back(content: bytes, link: Link, at: datetime) -> Envelope | Refusal:
    """Return the envelope of our own log that a peer signed, or why it is none."""
    stream = BytesIO(content)
    try:
        signed = read_head(stream)
        envelope = Envelope(signed.head, signed.signature, read_body(stream, signed.head))
    except Unreadable:
        return refusals.unreadable()
    head = signed.head
    if stranger := stranger_of(signed, link.keyring, link.peer, at):
        return stranger
    if not head.log == head.receiver == link.keyring.node:
        return refusals.other_receiver(head.receiver)
    return envelope


def _give_back(link: Link, after: int, at: datetime) -> None:
    """Give a peer back what is held here of its log behind a place, as far as it takes it."""
    while envelope := queries.given_back_after(
        after, log=link.peer, receiver=link.peer, keyring=link.keyring, at=at
    ):
        receipt, _ = send(link, envelope, at)
        if receipt.refusal or receipt.position <= after:
            return
        after = receipt.position


def _reached(view: View, own: OwnLog) -> Exchange:
    fault = view.ours.text if view.ours else None
    return Exchange(view.confirmed.position, own.tip.position, fault)


def _outage(peer: str, outage: Exception, at: datetime, *, position: int, tip: int) -> Exchange:
    said = outages.said_of(outage)
    changes.note_outage(peer, outage=outages.kept(said), at=at)
    return Exchange(position, tip, said)
