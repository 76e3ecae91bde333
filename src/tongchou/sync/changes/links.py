"""Writing what is known of each link: contacts, confirmations, refusals, outages."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync import refusals
from tongchou.sync.models import Peer

log = logging.getLogger(__name__)

TIP_AHEAD_MAX = 1_000_000_000
"""How far beyond what is held here a peer's tip may be; more is not believed."""


class Busy(Exception):
    """Another envelope of this peer is being taken in."""


def meet(codes: Sequence[str]) -> None:
    """Enter peers into the table of links, so that one never heard of shows as such."""
    Peer.objects.bulk_create((Peer(code=code) for code in codes), ignore_conflicts=True)


def confirm(peer: str, *, position: int, refusal: Text | None, at: datetime) -> None:
    """Note how far a peer holds our log, and what it refused."""
    Peer.objects.update_or_create(
        code=peer,
        defaults={
            "sent_position": position,
            "contact_at": at,
            "outage": "",
            "refusal_zh": refusal.zh if refusal else "",
            "refusal_en": refusal.en if refusal else "",
            **({"failed_at": at} if refusal else {}),
        },
    )


def note_outage(peer: str, *, outage: str, at: datetime) -> None:
    """Note that a peer could not be reached; it is tried again until it can."""
    Peer.objects.update_or_create(code=peer, defaults={"outage": outage, "failed_at": at})


def note_contact(peer: str, *, sealed: int, at: datetime) -> None:
    """Note that a peer was heard, and how far its log is sealed."""
    with transaction.atomic():
        found = locked(peer)
        heard(found, sealed=sealed, at=at)
        found.save()


def note_request(
    peer: str, *, moment: datetime, sealed: int, confirmed: int, at: datetime, window: timedelta
) -> Refusal | None:
    """Note a signed request; return why it is not answered: sent before, or its tip is absurd.

    A request counts once: one whose moment is not after the last one noted was sent before. Only
    a last moment beyond the window is passed over, for then the clocks were set back.
    """
    with transaction.atomic():
        found = locked(peer)
        if found.asked_at and moment <= found.asked_at <= at + window:
            return refusals.stale_request()
        found.asked_at = moment
        refusal = None
        if sealed > found.received_position + TIP_AHEAD_MAX:
            refusal = refusals.implausible_tip(sealed)
            note_refusal(found, refusal, at)
        else:
            heard(found, sealed=sealed, at=at)
            found.sent_position = confirmed
        found.save()
    return refusal


def heard(peer: Peer, *, sealed: int, at: datetime) -> None:
    """Set on a peer that it was heard and how far its log is sealed; the caller saves."""
    peer.sealed_there = sealed
    peer.contact_at = at
    peer.outage = ""
    if peer.received_position >= sealed:
        peer.level_at = at


def locked(code: str) -> Peer:
    """Return a peer, locked until the transaction ends: one envelope of it at a time."""
    meet([code])
    return Peer.objects.select_for_update().get(code=code)


def locked_at_once(code: str) -> Peer:
    """Return a peer, locked; raises `Busy` instead of waiting behind another of its envelopes.

    Whoever waits holds a thread, and one peer could hold them all.
    """
    meet([code])
    try:
        return Peer.objects.select_for_update(nowait=True).get(code=code)
    except OperationalError as fault:
        if isinstance(fault.__cause__, LockNotAvailable):
            raise Busy(code) from fault
        raise


def note_refusal(peer: Peer, refusal: Refusal, at: datetime) -> None:
    """Note what was refused from a peer whose signature holds."""
    if refusal.code == "sync.gap":
        return  # the sender goes back to what is wanted, and no one need look
    log.warning("refused from node %s: %s", peer.code, refusal.text.en)
    peer.refusal_zh, peer.refusal_en = refusal.text.zh, refusal.text.en
    peer.failed_at = at
    peer.save(update_fields=["refusal_zh", "refusal_en", "failed_at"])
