"""Reading epochs: our own, those of peers that wait to be accepted, what was set aside for them."""

from typing import Any

from django.db.models import Count

from tongchou.standards.text import Text
from tongchou.sync.changes.epochs import mark_to_go_back_to
from tongchou.sync.logs import OwnLog, view_in
from tongchou.sync.models import Acceptance, FormerEvent, HeldEvent, Opened, Peer, WrittenBefore
from tongchou.sync.protocol.links import EPOCH, HALTING, ROLLED_BACK, View, is_awaited
from tongchou.sync.protocol.marks import Opening

LISTED_MAX = 100
"""How many events are named; the others are counted."""


def epochs_here(node: str) -> dict[str, Any]:
    """Return what an operator must know before opening, accepting or waiving: as JSON."""
    peers = [(peer, view_in(peer)) for peer in Peer.objects.order_by("code")]
    return {
        "node": node,
        "epoch": OwnLog().tip.epoch,
        "sealed": OwnLog().tip.position,
        "opened": [_opened(one) for one in Opened.objects.order_by("epoch")],
        "unheard": [peer.code for peer, view in peers if is_awaited(view)],
        "waived": [peer.code for peer, view in peers if view.life and view.is_waived],
        "departing": [_departing(peer, view) for peer, view in peers if _departs(view)],
        "to_accept": [_to_accept(node, peer, view.opening) for peer, view in peers if view.opening],
        "accepted": [_accepted(one) for one in Acceptance.objects.order_by("id")],
    }


def waiting_to_be_accepted() -> list[Text]:
    """Return what is to be said of peers' new epochs that nobody here accepted yet."""
    found = Peer.objects.filter(refusal_code=EPOCH).order_by("code")
    return [Text(zh, en) for zh, en in found.values_list("refusal_zh", "refusal_en")]


def recoverable() -> bool:
    """Whether a peer was heard to hold more of our log, so that it can give that back."""
    return Peer.objects.filter(refused_code=ROLLED_BACK, life="").exists()


def _opened(one: Opened) -> dict[str, Any]:
    return {
        "epoch": one.epoch,
        "position": one.position,
        "opened_at": one.opened_at,
        "opened_by": one.opened_by,
        "why": one.why,
    }


def _departs(view: View) -> bool:
    return view.ours is not None and view.ours.code in HALTING


def _departing(peer: Peer, view: View) -> dict[str, Any]:
    """Return a peer that proves to hold what our log is not, and how far."""
    fault = view.ours.text.as_json() if view.ours else None
    return {"node": peer.code, "held": view.confirmed.position, "fault": fault}


def _to_accept(node: str, peer: Peer, opening: Opening) -> dict[str, Any]:
    """Return a new epoch of a peer, and what of the earlier one is held here beyond it.

    `meant` are the events among them that are meant for this node.
    """
    back = mark_to_go_back_to(peer, opening)
    aside = HeldEvent.objects.filter(node=peer.code, position__gt=back.position)
    meant = aside.filter(addressee__in=["", node]).exclude(kind="").order_by("position")
    return {
        "node": peer.code,
        "epoch": opening.since.epoch,
        "opened_at": opening.moment,
        "opened_by": opening.by,
        "why": opening.why,
        "position": back.position,
        "held": peer.received_position,
        "set_aside": peer.received_position - back.position,
        "meant": meant.count(),
        "events": [
            {"position": one.position, "kind": one.kind, "item": one.item_number}
            for one in meant.only("node", "position", "kind", "item_number")[:LISTED_MAX]
        ],
    }


def _accepted(one: Acceptance) -> dict[str, Any]:
    """Return an epoch that was accepted here, and what of the earlier one it never told again.

    `only_here` is how many events' effects are here though the log no longer tells of them, and
    `unwritten` how many had been set aside before their effects could be written.
    """
    former = FormerEvent.objects.filter(node=one.node, epoch=one.epoch)
    left = WrittenBefore.objects.filter(node=one.node, epoch=one.epoch)
    places = left.order_by("position").values_list("position", flat=True)
    named = former.filter(position__in=list(places[:LISTED_MAX])).order_by("position")
    counted = left.aggregate(count=Count("id"))
    return {
        "node": one.node,
        "epoch": one.epoch,
        "position": one.position,
        "set_aside": one.set_aside,
        "accepted_at": one.accepted_at.isoformat(),
        "accepted_by": one.accepted_by,
        "why": one.why,
        "unwritten": former.exclude(fault="").count(),
        "only_here": counted["count"],
        "events": [event.as_json() for event in named],
    }
