"""A second epoch: a log that is forked openly, and peers that go back to where it was the same.

Its writer was restored from an older copy, and what it said since cannot be brought forward. It
opens an epoch and goes on. Whoever holds more of the earlier epoch accepts that by an act, sets
aside what it holds beyond the last common mark, and takes what comes from there.
"""

from collections.abc import Hashable, Iterable, Mapping

from tongchou.standards.messages import EpochAccepted, EpochOpened, PeerWaived
from tongchou.standards.refusal import Refusal
from tongchou.standards.schemes import EMPLOYEES
from tongchou.sync import refusals
from tongchou.sync.protocol.links import EPOCH, View, departs, fault_of_sent, is_awaited
from tongchou.sync.protocol.marks import START, Log, Mark, Opening


def why_not_open(views: Iterable[View]) -> Refusal | None:
    """Return why there is no reason to open a new epoch; None if there is one.

    There is one while a peer's copy departs from our log, or was not heard since a restore.
    """
    has_reason = any(
        is_awaited(view) or (departs(view) and view.ours and view.ours.code != EPOCH)
        for view in views
    )
    return None if has_reason else refusals.nothing_to_open()


def next_epoch(tip: Mark, views: Iterable[View]) -> int:
    """Return the number of the epoch to open: above ours, and above what is proven of ours."""
    return max([tip.epoch, *(view.confirmed.epoch for view in views)]) + 1


def opened(view: View, own: Log) -> View:
    """Return what is known of a peer after our log began a new epoch: we wait for it no more."""
    return view._replace(ours=fault_of_sent(own, view.confirmed), is_waived=True)


def waived(view: View) -> View | Refusal:
    """Return what is known of a peer for whom a restored node waits no longer, by an act."""
    return view._replace(is_waived=True) if is_awaited(view) else refusals.nothing_to_waive()


def shared_mark(held: Log, opening: Opening) -> Mark:
    """Return up to where what is held of a log is the same as in the epoch that was opened."""
    last = held.tip
    for mark in (opening.since, opening.agreed):
        if mark.position <= last.position and held.hash_at(mark.position) == mark.hash:
            return mark
    return START


def written_before(
    told: Mapping[int, Hashable], written: Mapping[Hashable, int]
) -> dict[int, Hashable]:
    """Return those of the contents told at some places whose effects were written before.

    `written` says how often each was told in an earlier epoch, and not again since.
    """
    left = dict(written)
    found = {}
    for place, content in told.items():
        if left.get(content, 0) > 0:
            left[content] -= 1
            found[place] = content
    return found


def accepted(view: View) -> View:
    """Return what is known of a peer once its new epoch is accepted here."""
    return view._replace(theirs=None, opening=None)


def told_opened(node: str, opening: Opening) -> EpochOpened:
    """Return what a node's log says of an epoch that the node opened."""
    return EpochOpened(
        scheme=EMPLOYEES,
        node=node,
        epoch=opening.since.epoch,
        position=opening.since.position,
        hash=opening.since.hash.hex(),
        opened_at=opening.moment,
        opened_by=opening.by,
        why=opening.why,
    )


def told_accepted(
    node: str, back: Mark, *, set_aside: int, moment: str, by: str, why: str = ""
) -> EpochAccepted:
    """Return what a log says of a peer's epoch that was accepted: from `back` on it goes on."""
    return EpochAccepted(
        scheme=EMPLOYEES,
        node=node,
        epoch=back.epoch,
        position=back.position,
        hash=back.hash.hex(),
        set_aside=set_aside,
        accepted_at=moment,
        accepted_by=by,
        why=why,
    )


def told_waived(peer: str, *, moment: str, by: str, why: str) -> PeerWaived:
    """Return what a log says of a peer that a restored node waits for no longer."""
    return PeerWaived(scheme=EMPLOYEES, node=peer, waived_at=moment, waived_by=by, why=why)


def opening_told(message: EpochOpened) -> Opening:
    """Return an epoch of our own that our log tells of, as it came back."""
    since = Mark(message.epoch, message.position, bytes.fromhex(message.hash))
    return Opening(since, START, message.opened_at, message.opened_by, message.why)


def number_of(node: str, epoch: int) -> str:
    """Return under which number a log tells of an epoch of a node."""
    return f"epoch-{node}-{epoch}"


def number_of_waiver(peer: str) -> str:
    """Return under which number a log tells that a peer is waited for no longer."""
    return f"waiver-{peer}"
