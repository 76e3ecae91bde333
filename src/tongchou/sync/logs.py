"""Logs and peers as the protocol sees them, read from the database."""

from dataclasses import dataclass, field

from tongchou.events import queries as events
from tongchou.events.chain import NO_HASH
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.models import HeldEvent, Peer
from tongchou.sync.protocol.links import View, standing_of
from tongchou.sync.protocol.marks import FIRST_EPOCH, Mark, Standing


def _tip_here() -> Mark:
    return Mark(FIRST_EPOCH, *events.tip())


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


def standing_towards(peer: str) -> Standing:
    """Return where this node stands towards a peer: its own tip, and how far it holds theirs."""
    found = Peer.objects.filter(code=peer).first() or Peer(code=peer)
    return standing_of(view_in(found), OwnLog(), HeldLog.of(found))


def view_in(peer: Peer) -> View:
    """Return what is known of a peer, from its row."""
    return View(
        tip=Mark(peer.epoch, peer.sealed_there, bytes(peer.sealed_hash)),
        confirmed=Mark(FIRST_EPOCH, peer.sent_position, bytes(peer.sent_hash)),
        ours=_refusal(peer.refused_code, peer.refused_zh, peer.refused_en),
        theirs=_refusal(peer.refusal_code, peer.refusal_zh, peer.refusal_en),
        life=peer.life,
        life_there=peer.life_there,
    )


def put_view(peer: Peer, view: View) -> None:
    """Set on a peer's row what is known of it; the caller saves."""
    peer.sealed_there, peer.sealed_hash = view.tip.position, view.tip.hash
    peer.sent_position, peer.sent_hash = view.confirmed.position, view.confirmed.hash
    peer.refused_code, peer.refused_zh, peer.refused_en = _said(view.ours)
    peer.refusal_code, peer.refusal_zh, peer.refusal_en = _said(view.theirs)
    peer.life, peer.life_there = view.life, view.life_there


def _refusal(code: str, zh: str, en: str) -> Refusal | None:
    return Refusal(code, Text(zh, en)) if code else None


def _said(refusal: Refusal | None) -> tuple[str, str, str]:
    return (refusal.code, refusal.text.zh, refusal.text.en) if refusal else ("", "", "")
