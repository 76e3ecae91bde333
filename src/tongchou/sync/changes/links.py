"""Writing what is known of each link: standings heard, what was refused, outages."""

import logging
from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex

from django.db import OperationalError, transaction
from psycopg.errors import LockNotAvailable

from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import Prepared, fetch
from tongchou.sync import refusals
from tongchou.sync.kept import Shown
from tongchou.sync.logs import HeldLog, OwnLog, put_view, view_in
from tongchou.sync.models import Peer
from tongchou.sync.protocol import links
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import Standing
from tongchou.sync.statements import Heard

log = logging.getLogger(__name__)


class Busy(Exception):
    """Another envelope of this peer is being taken in."""


def meet(codes: Sequence[str]) -> None:
    """Enter peers into the table of links, so that one never heard of shows as such."""
    Peer.objects.bulk_create((Peer(code=code) for code in codes), ignore_conflicts=True)


def note_outage(peer: str, *, outage: str, at: datetime) -> None:
    """Note that a peer could not be reached; it is tried again until it can."""
    Peer.objects.update_or_create(code=peer, defaults={"outage": outage, "failed_at": at})


def note_request(heard: Heard, *, at: datetime) -> Refusal | None:
    """Note a signed request; return why it is not answered: sent before, or its tip is absurd.

    What the two logs say of each other is judged from it; a fault shows in the view of the peer.
    """
    with transaction.atomic():
        peer = locked(heard.said.node)
        if not links.counts(heard.made_at, peer.signed_at, at):
            return refusals.stale_request()
        peer.signed_at = heard.made_at
        standing = heard.said.standing
        refusal = None
        if links.is_absurd(standing.own, HeldLog.of(peer)):
            refusal = refusals.implausible_tip(standing.own.position)
            note_refusal(peer, refusal, at)
        else:
            hear(peer, standing, at=at, shown=heard.shown)
        peer.save()
    return refusal


def note_answer(peer: str, standing: Standing, *, at: datetime, shown: Shown | None = None) -> View:
    """Note what a peer answered to a request or an envelope of ours; return what is known now.

    `shown` is the head of ours by which it proves how far it holds our log.
    """
    with transaction.atomic():
        found = locked(peer)
        if links.is_absurd(standing.own, HeldLog.of(found)):
            note_refusal(found, refusals.implausible_tip(standing.own.position), at)
        else:
            hear(found, standing, at=at, shown=shown)
            found.save()
    return view_in(found)


def hear(peer: Peer, standing: Standing, *, at: datetime, shown: Shown | None = None) -> None:
    """Set on a peer what it says of both logs, and that it was heard; the caller saves.

    What it shows is verified only where it claims what our log does not bear out.
    """
    before, own = view_in(peer), OwnLog()
    if shown and links.fault_of_sent(own, standing.held):
        standing = standing._replace(signed=shown.mark())
    view = links.heard(before, standing, own, HeldLog.of(peer))
    for fault, known in ((view.ours, before.ours), (view.theirs, before.theirs)):
        if fault and (known is None or fault.text != known.text):
            log.warning("link to node %s: %s", peer.code, fault.text.en)
            peer.failed_at = at
    put_view(peer, view)
    touch(peer, at)


def touch(peer: Peer, at: datetime) -> None:
    """Set on a peer that it was heard; the caller saves."""
    peer.contact_at = at
    peer.outage = ""
    if peer.received_position >= peer.sealed_there:
        peer.level_at = at


_AMISS = Prepared("SELECT code FROM sync_peer WHERE life <> '' OR refused_code <> ''")


def halted() -> Refusal | None:
    """Return why this node must add nothing to its log; None if it may.

    It was rolled back or forked, as a peer's copy shows, or restored and has not heard a peer.
    """
    amiss = [code for (code,) in fetch(_AMISS)]
    for peer in Peer.objects.filter(code__in=amiss) if amiss else ():
        if found := links.halt_of(view_in(peer), peer.code):
            return found
    return None


def begin_after_restore() -> None:
    """Note that this node was restored from an old copy: a new life begins.

    Nothing is added to its log before every peer that was heard before was heard again.
    """
    Peer.objects.exclude(contact_at=None).update(life=token_hex(8), is_waived=False)


def locked(code: str) -> Peer:
    """Return a peer, locked until the transaction ends: one envelope of it at a time."""
    return _locked(code, nowait=False)


def locked_at_once(code: str) -> Peer:
    """Return a peer, locked; raises `Busy` instead of waiting behind another of its envelopes.

    Whoever waits holds a thread, and one peer could hold them all.
    """
    try:
        return _locked(code, nowait=True)
    except OperationalError as fault:
        if isinstance(fault.__cause__, LockNotAvailable):
            raise Busy(code) from fault
        raise


def _locked(code: str, *, nowait: bool) -> Peer:
    rows = Peer.objects.select_for_update(nowait=nowait)
    found = rows.filter(code=code).first()
    if found is None:
        meet([code])
        found = rows.get(code=code)
    return found


def note_refusal(peer: Peer, refusal: Refusal, at: datetime) -> None:
    """Note what was refused from a peer whose signature holds."""
    if refusal.code in links.PASSING:
        return  # the sender goes back to what is wanted, and no one need look
    log.warning("refused from node %s: %s", peer.code, refusal.text.en)
    put_view(peer, view_in(peer)._replace(theirs=refusal))
    peer.failed_at = at
    peer.save()
