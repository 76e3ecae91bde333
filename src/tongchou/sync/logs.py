"""Logs and peers as the protocol sees them, read from the database."""

import json
from dataclasses import dataclass, field

from django.db.models import Max

from tongchou.events import queries as events
from tongchou.events.chain import NO_HASH
from tongchou.standards.messages import canonical_json
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.storage.rows import Prepared, fetch
from tongchou.sync.kept import KeptProof, kept_proof
from tongchou.sync.models import HeldEvent, Opened, Peer
from tongchou.sync.protocol.links import EPOCH, View, standing_of
from tongchou.sync.protocol.marks import START, Mark, Opening, Standing

_EPOCH = Prepared("SELECT coalesce(max(epoch), 1) FROM sync_opened")


def _tip_here() -> Mark:
    ((epoch,),) = fetch(_EPOCH)
    return Mark(epoch, *events.tip())


def last_opening() -> Opening | None:
    """Return the last epoch of our own log that was opened; None in the first one."""
    found = Opened.objects.order_by("-epoch").first()
    if found is None:
        return None
    since = Mark(found.epoch, found.position, bytes(found.hash))
    return Opening(since, START, found.opened_at, found.opened_by, found.why)


def furthest() -> int:
    """Return the last position of any log that is here, our own or a peer's."""
    held = Peer.objects.aggregate(last=Max("received_position"))["last"] or 0
    return max(held, events.tip()[0])


@dataclass(frozen=True)
class OwnLog:
    """This node's own log; its tip is read once."""

    tip: Mark = field(default_factory=_tip_here)

    def hash_at(self, position: int) -> bytes:
        """Return the hash sealed at a place; zeros before the first."""
        return self.tip.hash if position == self.tip.position else events.hash_at(position)


@dataclass(frozen=True)
class HeldLog:
    """A peer's log as far as it is held here."""

    node: str
    tip: Mark

    @classmethod
    def of(cls, peer: Peer) -> "HeldLog":
        """Return what is held of a peer's log."""
        held = Mark(peer.epoch, peer.received_position, bytes(peer.received_hash))
        return cls(peer.code, held)

    def hash_at(self, position: int) -> bytes:
        """Return the hash held at a place; zeros before the first, empty where it is missing."""
        return self.tip.hash if position == self.tip.position else hash_held(self.node, position)


def hash_held(node: str, position: int) -> bytes:
    """Return the hash held at a place of a peer's log; empty where it is missing."""
    if position == 0:
        return NO_HASH
    found = HeldEvent.objects.filter(node=node, position=position)
    held = found.values_list("hash", flat=True).first()
    return bytes(held) if held else b""


def held_beyond(node: str) -> list[int]:
    """Return positions that stand in the copy of a peer's log behind its end, a thousand at most.

    No envelope brought them. What arrives at this moment is not taken for one.
    """
    return [position for (position,) in fetch(_BEYOND, node=node)]


_BEYOND = """
SELECT position FROM sync_heldevent
WHERE province = %(node)s AND position > coalesce(
    (SELECT received_position FROM sync_peer WHERE code = %(node)s), 0)
ORDER BY position LIMIT 1000
"""


def standing_towards(peer: str) -> Standing:
    """Return where this node stands towards a peer: its own tip, and how far it holds theirs."""
    return proven_standing(peer)[0]


def proven_standing(peer: str) -> tuple[Standing, KeptProof | None]:
    """Return where this node stands towards a peer, and what proves how far it holds its log."""
    found = Peer.objects.filter(code=peer).first() or Peer(code=peer)
    view, proof = view_in(found), kept_proof(peer, found.received_position)
    opened = last_opening() if view.ours and view.ours.code == EPOCH else None
    signed = proof.mark if proof else START
    return standing_of(view, OwnLog(), HeldLog.of(found), opened=opened, signed=signed), proof


def view_in(peer: Peer) -> View:
    """Return what is known of a peer, from its row."""
    return View(
        tip=Mark(peer.sealed_epoch, peer.sealed_there, bytes(peer.sealed_hash)),
        confirmed=Mark(peer.sent_epoch, peer.sent_position, bytes(peer.sent_hash)),
        agreed=Mark(peer.agreed_epoch, peer.agreed_position, bytes(peer.agreed_hash)),
        ours=_refusal(peer.refused_code, peer.refused_zh, peer.refused_en),
        theirs=_refusal(peer.refusal_code, peer.refusal_zh, peer.refusal_en),
        life=peer.life,
        is_waived=peer.is_waived,
        life_there=peer.life_there,
        opening=_opening_in(peer.opening),
    )


def put_view(peer: Peer, view: View) -> None:
    """Set on a peer's row what is known of it; the caller saves."""
    peer.sealed_epoch, peer.sealed_there, peer.sealed_hash = view.tip
    peer.sent_epoch, peer.sent_position, peer.sent_hash = view.confirmed
    peer.agreed_epoch, peer.agreed_position, peer.agreed_hash = view.agreed
    peer.refused_code, peer.refused_zh, peer.refused_en = _said(view.ours)
    peer.refusal_code, peer.refusal_zh, peer.refusal_en = _said(view.theirs)
    peer.life, peer.is_waived, peer.life_there = view.life, view.is_waived, view.life_there
    peer.opening = _opening_text(view.opening)


def _opening_in(text: str) -> Opening | None:
    if not text:
        return None
    since, agreed, *others = json.loads(text)
    return Opening(_mark(since), _mark(agreed), *others)


def _mark(said: tuple[int, int, str]) -> Mark:
    epoch, position, own_hash = said
    return Mark(epoch, position, bytes.fromhex(own_hash))


def _opening_text(opening: Opening | None) -> str:
    if opening is None:
        return ""
    since, agreed, *others = opening
    marks = [[mark.epoch, mark.position, mark.hash.hex()] for mark in (since, agreed)]
    return canonical_json([*marks, *others])


def _refusal(code: str, zh: str, en: str) -> Refusal | None:
    return Refusal(code, Text(zh, en)) if code else None


def _said(refusal: Refusal | None) -> tuple[str, str, str]:
    return (refusal.code, refusal.text.zh, refusal.text.en) if refusal else ("", "", "")
