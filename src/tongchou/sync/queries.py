"""Reading the links: how far each is, what is outstanding, what was set aside, is it whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q, Subquery

from tongchou.events import queries as events
from tongchou.events.chain import TEXT_LOST, SealedEvent, digest_of, follow, is_same, sealed_text
from tongchou.events.queries import Break
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.sync.envelope import Envelope, build
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import HeldLog, OwnLog, hash_held, held_beyond, view_in
from tongchou.sync.models import HeldEvent, NodeKey, NodeKeyEnd, Peer, Quarantine
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import Mark
from tongchou.sync.register import keys_ended

EVENTS_MAX = 500
ROWS_MAX = 20_000
BYTES_MAX = 8_000_000
"""What one envelope carries at the most: events, rows of their messages, bytes of their bodies."""

PAGE = 50
"""How many held events `verify_held` reads at once."""

SILENT_AFTER = timedelta(minutes=1)
"""A peer not heard for so long is silent; one that is well asks every few seconds."""

STATES = {
    "never": Text("未接入", "Never heard"),
    "halted": Text("需处理", "Needs attention"),
    "silent": Text("失联", "Silent"),
    "behind": Text("追赶中", "Catching up"),
    "level": Text("已同步", "Level"),
}
"""The states of a link 链路状态, the gravest first."""


@dataclass(frozen=True)
class LinkState:
    """How the link to a peer stands: its log sealed there and held here, ours confirmed there.

    `fault` says why its log does not go on here, `refused` why ours does not go on there; also that
    a node has no key left to sign with.
    `aside_since` is since when the oldest of its events is set aside. An event of ours took
    `echo_seconds` until the peer said that it holds it, last at `echoed_at`.
    """

    peer: str
    state: str
    sealed: int
    held: int
    lag: int
    lag_seconds: int
    confirmed: int
    contact_at: datetime | None
    quarantined: int
    fault: Text | None
    refused: Text | None
    aside_since: datetime | None = None
    echo_seconds: float | None = None
    echoed_at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the link as JSON, its state in both languages."""
        return {
            "province": self.peer,
            "name": codes.table("divisions")[self.peer].text.as_json(),
            "state": self.state,
            "state_name": STATES[self.state].as_json(),
            "sealed": self.sealed,
            "held": self.held,
            "lag": self.lag,
            "lag_seconds": self.lag_seconds,
            "confirmed": self.confirmed,
            "last_contact_at": self.contact_at.isoformat() if self.contact_at else None,
            "quarantined": self.quarantined,
            "set_aside_since": self.aside_since.isoformat() if self.aside_since else None,
            "echo_seconds": self.echo_seconds,
            "echoed_at": self.echoed_at.isoformat() if self.echoed_at else None,
            "fault": self.fault.as_json() if self.fault else None,
            "refused": self.refused.as_json() if self.refused else None,
        }


def links(*, at: datetime) -> list[LinkState]:
    """Return the state of the link to every peer, by code."""
    aside = Quarantine.objects.filter(node=OuterRef("code"), settled_at=None)
    by_node = aside.order_by().values("node")
    peers = Peer.objects.order_by("code").annotate(
        aside=Subquery(by_node.annotate(found=Count("position")).values("found")),
        aside_since=Subquery(by_node.annotate(since=Min("at")).values("since")),
        is_without_key=_is_without_key(OuterRef("code"), at) | _is_without_key(_own_code(), at),
    )
    ended = keys_ended(at) if any(peer.is_without_key for peer in peers) else {}
    return [_link_of(peer, peer.aside or 0, peer.aside_since, ended, at) for peer in peers]


def _link_of(
    peer: Peer,
    quarantined: int,
    aside_since: datetime | None,
    ended: Mapping[str, Text],
    at: datetime,
) -> LinkState:
    refused = Text(peer.refused_zh, peer.refused_en) if peer.refused_code else None
    fault, refused = _fault_of(peer) or ended.get(peer.code), refused or ended.get(_own_code())
    is_ended = peer.code in ended or _own_code() in ended
    lag = max(0, peer.sealed_there - peer.received_position)
    level_at = peer.level_at or peer.contact_at or at
    return LinkState(
        peer=peer.code,
        state=_state_of(peer, lag, at, is_halted=bool(quarantined) or is_ended),
        sealed=peer.sealed_there,
        held=peer.received_position,
        lag=lag,
        lag_seconds=max(0, int((at - level_at).total_seconds())) if lag else 0,
        confirmed=peer.sent_position,
        contact_at=peer.contact_at,
        quarantined=quarantined,
        fault=fault,
        refused=refused,
        aside_since=aside_since,
        echo_seconds=peer.echo_seconds,
        echoed_at=peer.echoed_at,
    )


def _fault_of(peer: Peer) -> Text | None:
    if peer.refusal_code:
        return Text(peer.refusal_zh, peer.refusal_en)
    zh, _, en = peer.outage.partition(" / ")  # what the system itself says has both wordings
    return Text(zh, en or zh) if zh else None


def _is_without_key(node: str | OuterRef, at: datetime) -> Q:
    """Whether a node had keys, and each of them has ended; asked together with what else is."""
    keys = NodeKey.objects.filter(node=node)
    ended = NodeKeyEnd.objects.filter(key=OuterRef("key_id"), ends_at__lte=at)
    return Q(Exists(keys)) & ~Q(Exists(keys.filter(~Exists(ended), valid_until__gt=at)))


def _own_code() -> str:
    return str(settings.NODE_CODE)


def _state_of(peer: Peer, lag: int, at: datetime, *, is_halted: bool) -> str:
    if peer.contact_at is None:
        return "never"
    if peer.refusal_code or peer.refused_code or is_halted:
        return "halted"
    if at - peer.contact_at > SILENT_AFTER:
        return "silent"
    return "behind" if lag else "level"


def view_of(peer: str) -> View:
    """Return what is known of a peer."""
    found = Peer.objects.filter(code=peer).first()
    return view_in(found) if found else View()


def received_position(peer: str) -> int:
    """Return the last position held of a peer's log."""
    return Peer.objects.filter(code=peer).values_list("received_position", flat=True).first() or 0


def sealed_position(peer: str) -> int:
    """Return a peer's tip, as it last signed it."""
    return Peer.objects.filter(code=peer).values_list("sealed_there", flat=True).first() or 0


def is_behind(peer: str) -> bool:
    """Whether a peer has said that it has more for us than we hold."""
    behind = Peer.objects.filter(code=peer, sealed_there__gt=F("received_position"))
    return behind.exists()


def confirmed_position(peer: str) -> int:
    """Return the last position of our log that a peer says it holds."""
    return Peer.objects.filter(code=peer).values_list("sent_position", flat=True).first() or 0


def envelope_after(
    position: int,
    *,
    receiver: str,
    keyring: Keyring,
    at: datetime,
    tip: Mark | None = None,
    until: int | None = None,
) -> Envelope | None:
    """Return the next envelope for a receiver who holds our log up to a position, or None.

    It goes no further than our `tip`, which is read where it is not given, nor than `until`.
    """
    tip = tip or OwnLog().tip
    last = tip.position if until is None else min(until, tip.position)
    limit = min(EVENTS_MAX, max(0, last - position))
    found = events.sealed_after(position, limit=limit, limit_rows=ROWS_MAX, limit_bytes=BYTES_MAX)
    if not found:
        return None
    return build(
        found,
        sender=keyring.node,
        receiver=receiver,
        signer=keyring.signer(),
        at=at,
        tip=tip,
    )


def given_back_after(
    position: int, *, log: str, receiver: str, keyring: Keyring, at: datetime
) -> Envelope | None:
    """Return the next envelope of what is held here of a log, for the node that wrote it.

    Of an event that is held as a digest only that is given back.
    """
    peer = Peer.objects.filter(code=log).first()
    page = HeldEvent.objects.filter(node=log, position__gt=position).order_by("position")
    found: list[SealedEvent] = []
    before, size = hash_held(log, position), 0
    for held in page[:EVENTS_MAX]:
        size += len(held.body)
        if found and (size > BYTES_MAX or held.algorithm != found[0].algorithm):
            break
        found.append(_sealed(held, before))
        before = bytes(held.hash)
    if peer is None or not found:
        return None
    tip = HeldLog.of(peer).tip
    signer = keyring.signer()
    return build(
        found, sender=keyring.node, receiver=receiver, signer=signer, at=at, tip=tip, log=log
    )


def _sealed(held: HeldEvent, previous_hash: bytes) -> SealedEvent:
    """Return a held event as it was sealed."""
    is_whole = bool(held.kind)
    return SealedEvent(
        position=held.position,
        kind=held.kind or TEXT_LOST,
        item_number=held.item_number,
        addressee=held.addressee,
        recorded_at=held.recorded_at,
        body=held.body if is_whole else bytes(held.digest).hex(),
        algorithm=held.algorithm,
        previous_hash=previous_hash,
        hash=bytes(held.hash),
    )


def set_aside(node: str = "") -> list[Quarantine]:
    """Return the events set aside and not yet settled, of one node or of all."""
    chosen = Q(node=node) if node else Q()
    return list(Quarantine.objects.filter(chosen, settled_at=None).order_by("node", "position"))


def peers_heard() -> list[str]:
    """Return the peers of whose logs this node holds something."""
    heard = Peer.objects.filter(received_position__gt=0)
    return list(heard.order_by("code").values_list("code", flat=True))


def verify_held(
    node: str, *, may_withhold: bool = True, since: int = 0, until: int | None = None
) -> Iterator[Break]:
    """Walk the chain of a peer's log as it is held here, and name every place where it breaks.

    Beside `missing`, `content` and `chain` a break may be `withheld`: only the digest of an event
    is held, by a node that must hold everything; or `surplus`: an event behind the last one.
    What is held up to `since` is taken as proven.
    The walk goes as far as is held when it sets out: what arrives on the way is no break.
    """
    last = received_position(node)
    end = last if until is None else min(until, last)
    expected_hash, expected_position = hash_held(node, since), since + 1
    for event in _held_between(node, since, end):
        while expected_position < event.position:
            yield Break(expected_position, "missing")
            expected_position += 1
        digest, algorithm = bytes(event.digest), event.algorithm
        text = sealed_text(
            event.kind, event.item_number, event.addressee, event.recorded_at, event.body
        )
        is_stub = text == _NOTHING
        if is_stub and not may_withhold:
            yield Break(event.position, "withheld")
        if not (is_stub or is_same(digest_of(text, algorithm), digest)):
            yield Break(event.position, "content")
        own_hash = follow(expected_hash, event.position, digest, algorithm)
        if not is_same(own_hash, bytes(event.hash)):
            yield Break(event.position, "chain")
        expected_hash = bytes(event.hash)
        expected_position = event.position + 1
    while expected_position <= end:
        yield Break(expected_position, "missing")
        expected_position += 1
    if until is None:
        yield from (Break(position, "surplus") for position in held_beyond(node))


_NOTHING = sealed_text("", "", "", "", "")
"""What is held of an event that is addressed to someone else, beside its digest."""


def _held_between(node: str, after: int, until: int) -> Iterator[HeldEvent]:
    """Read held events page by page; a page is small, for one event may have megabytes."""
    while after < until:
        found = HeldEvent.objects.filter(node=node, position__gt=after, position__lte=until)
        page = list(found.order_by("position")[:PAGE])
        if not page:
            return
        yield from page
        after = page[-1].position
