"""Epochs: opening one of our own log, accepting a peer's, waiting no longer for a peer.

Each is an act of an operator, and stands in this node's log. See `protocol/epochs.py`.
"""

from collections.abc import Hashable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from tongchou.events import changes as events
from tongchou.events.chain import moment_text
from tongchou.standards.messages import EpochAccepted, EpochOpened, PeerWaived
from tongchou.standards.refusal import Refusal
from tongchou.storage.rows import execute, fetch
from tongchou.sync import refusals
from tongchou.sync.changes import openings
from tongchou.sync.changes.links import locked
from tongchou.sync.changes.recovery import bring_what_is_whole, content_of
from tongchou.sync.envelope import Head, Placed
from tongchou.sync.handlers import AT_THE_MINISTRY, BROUGHT_BACK, IN_A_PROVINCE, Received
from tongchou.sync.kept import kept_proof
from tongchou.sync.logs import HeldLog, OwnLog, put_view, view_in
from tongchou.sync.models import Acceptance, KeptHead, Peer, WrittenBefore
from tongchou.sync.protocol import epochs
from tongchou.sync.protocol.links import View
from tongchou.sync.protocol.marks import FIRST_EPOCH, START, Mark, Opening


def open_epoch(node: str, *, by: str, why: str, at: datetime) -> Opening | Refusal:
    """Open a new epoch of our own log, behind all that could be brought forward; see `recovery`.

    From then on we wait for no peer, and what peers hold of earlier epochs beyond it halts us no
    more.
    """
    with transaction.atomic():
        peers = list(Peer.objects.select_for_update().order_by("code"))
        views = {peer.code: view_in(peer) for peer in peers}
        refusal = epochs.why_not_open(views.values())
        if refusal:
            return refusal
        bring_what_is_whole(views, at=at)
        tip = OwnLog().tip
        since = tip._replace(epoch=epochs.next_epoch(tip, views.values()))
        opening = Opening(since, START, moment_text(at), by, why)
        openings.enter(opening)
        _tell(epochs.told_opened(node, opening), epochs.number_of(node, since.epoch), at)
        own = OwnLog()
        for peer in peers:
            put_view(peer, epochs.opened(views[peer.code], own))
            peer.save()
    return opening


def waive(peer: str, *, by: str, why: str, at: datetime) -> View | Refusal:
    """Wait no longer for a peer that was not heard since this node was restored."""
    with transaction.atomic():
        found = locked(peer)
        view = epochs.waived(view_in(found))
        if isinstance(view, Refusal):
            return view
        put_view(found, view)
        found.save()
        told = epochs.told_waived(peer, moment=moment_text(at), by=by, why=why)
        _tell(told, epochs.number_of_waiver(peer), at)
    return view


def accept_epoch(node: str, *, peer: str, by: str, why: str, at: datetime) -> Acceptance | Refusal:
    """Accept the new epoch of a peer's log: set aside what is held beyond the common mark.

    What is set aside is kept as it came; what it caused here stays, and is not caused again when
    the new epoch tells it again.
    """
    with transaction.atomic():
        found = locked(peer)
        view = view_in(found)
        if view.opening is None:
            return refusals.nothing_to_accept(peer)
        back = mark_to_go_back_to(found, view.opening)
        accepted = Acceptance.objects.create(
            node=peer,
            epoch=back.epoch,
            position=back.position,
            set_aside=found.received_position - back.position,
            last_head=KeptHead.objects.filter(node=peer).aggregate(last=Max("id"))["last"] or 0,
            accepted_at=at,
            accepted_by=by,
            why=why,
        )
        facts = {"log": peer, "epoch": back.epoch}
        fetch(_SET_ASIDE, **facts, beyond=back.position)
        execute(_REMEMBER, **facts, here=node)
        found.epoch, found.received_position, found.received_hash = back
        put_view(found, epochs.accepted(view))
        found.save()
        told = epochs.told_accepted(
            peer, back, set_aside=accepted.set_aside, moment=moment_text(at), by=by, why=why
        )
        _tell(told, epochs.number_of(peer, back.epoch), at)
    return accepted


_SET_ASIDE = "SELECT sync_set_aside(%(log)s, %(epoch)s, %(beyond)s)"

# The digest is that of `content_of`; what was never written here, or is not for us, is not crossed
# off when it comes.
_REMEMBER = r"""
INSERT INTO sync_writtenbefore (node, content, epoch, position)
SELECT node, sha256(convert_to(concat_ws(E'\n', kind, item_number, addressee, body), 'UTF8')),
       epoch, position
FROM sync_formerevent
WHERE node = %(log)s AND epoch = %(epoch)s AND fault = '' AND kind <> ''
  AND addressee IN ('', %(here)s)
"""


def mark_to_go_back_to(peer: Peer, opening: Opening) -> Mark:
    """Return from where a peer's log goes on in its new epoch, under the number of that epoch.

    That is the end of a run, so that we have the peer's signature under it and can prove how far
    we hold its log.
    """
    held, epoch = HeldLog.of(peer), opening.since.epoch
    shared = epochs.shared_mark(held, opening)
    heads = KeptHead.objects.filter(
        node=peer.code, refusal="", last_position__lte=shared.position
    ).order_by("-last_position")
    for position in heads.values_list("last_position", flat=True).distinct().iterator():
        proof = kept_proof(peer.code, position)
        if proof and proof.mark.hash == held.hash_at(position):
            return proof.mark._replace(epoch=epoch)
    return START._replace(epoch=epoch)


def not_written_before(peer: Peer, placed: Sequence[Placed], *, receiver: str) -> Sequence[Placed]:
    """Return the events of a run whose effects are to be written: not those written already.

    These were told in an earlier epoch, and are crossed off, each once.
    """
    if peer.epoch == FIRST_EPOCH:
        return placed
    contents = {
        one.position: content_of(one.event)
        for one in placed
        if one.event and one.event.addressee in {"", receiver}
    }
    known = WrittenBefore.objects.filter(node=peer.code, content__in=list(contents.values()))
    rows: dict[Hashable, list[int]] = {}
    for row, content in known.order_by("-position").values_list("id", "content"):
        rows.setdefault(bytes(content), []).append(row)
    crossed = epochs.written_before(contents, {one: len(ids) for one, ids in rows.items()})
    gone = [rows[content].pop() for content in crossed.values()]
    WrittenBefore.objects.filter(id__in=gone).delete()
    return [one for one in placed if one.position not in crossed]


def tell_followed(head: Head, *, node: str, at: datetime) -> None:
    """Say in our log that we follow a peer into a new epoch; nothing that we hold departs from it.

    The run that its head tells of is the first of that epoch.
    """
    back = Mark(head.epoch, head.first_position - 1, bytes.fromhex(head.previous_hash))
    told = epochs.told_accepted(
        head.sender, back, set_aside=0, moment=moment_text(at), by=f"node {node}"
    )
    _tell(told, epochs.number_of(head.sender, head.epoch), at)


@BROUGHT_BACK.on(EpochOpened, EpochAccepted, PeerWaived)
@AT_THE_MINISTRY.on(EpochOpened, EpochAccepted, PeerWaived)
@IN_A_PROVINCE.on(EpochOpened, EpochAccepted, PeerWaived)
def note_act(message: EpochOpened | EpochAccepted | PeerWaived, received: Received) -> None:
    """Do nothing: that the act stands in the log is its record; marks say what follows of it."""
    del message, received


def _tell(message: EpochOpened | EpochAccepted | PeerWaived, number: str, at: datetime) -> None:
    events.append([message], item_number=number, recorded_at=at)
