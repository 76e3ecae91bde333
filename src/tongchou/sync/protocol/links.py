"""What a node knows of a peer, and what it does with what it hears: pure decisions.

There are two directions, and each has its own fault: `ours`, why our log does not go on there,
and `theirs`, why the peer's does not go on here. What is heard of one never wipes the other.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol.marks import START, Log, Mark, Opening, Run, Standing

TIP_AHEAD_MAX = 1_000_000_000
"""How far beyond what is held here a peer's tip may be; more is not believed."""

WINDOW = timedelta(minutes=5)
"""How far apart the clocks of two nodes may stand."""

ROLLED_BACK = "sync.rolled_back"
FORKED = "sync.forked"
EPOCH = "sync.epoch"
GAP = "sync.gap"
RECOVERING = "sync.recovering"

UNPROVEN = "sync.unproven"

HALTING = frozenset({ROLLED_BACK, FORKED})
"""The faults of its own log with which a node must add nothing to it."""

DEPARTURES = HALTING | {EPOCH, UNPROVEN}
"""The faults that two marks show; each standing shows them anew, or shows that they are over."""

PASSING = frozenset({GAP, RECOVERING})
"""Refusals that pass by themselves: the sender goes back, or waits; no one need look."""


class View(NamedTuple):
    """What a node knows of a peer 对端所知: its tip, how far it holds our log, both faults.

    `agreed` is the last mark of our log at which the peer's copy was the same. `life` names our
    own last restore while the peer was not heard since, and `is_waived` says that it is not waited
    for; `life_there` is the peer's, to be given back to it. `opening` is the peer's new epoch,
    which is to be accepted here.
    """

    tip: Mark = START
    confirmed: Mark = START
    agreed: Mark = START
    ours: Refusal | None = None
    theirs: Refusal | None = None
    life: str = ""
    is_waived: bool = False
    life_there: str = ""
    opening: Opening | None = None


def fault_of_sent(own: Log, held: Mark) -> Refusal | None:
    """Return why our log cannot go on at a peer who holds it up to a mark; None if it can.

    What is the same up to there goes on, whichever epoch it was taken in under. What differs was
    said in an earlier epoch, or our own log is not what it was.
    """
    tip = own.tip
    if held.epoch > tip.epoch:
        return refusals.rolled_back(held.position, tip.position)
    if held.position <= tip.position and own.hash_at(held.position) == held.hash:
        return None
    if held.epoch < tip.epoch:
        return refusals.other_epoch(held.epoch, tip.epoch)
    if held.position > tip.position:
        return refusals.rolled_back(held.position, tip.position)
    return refusals.forked(held.position)


def _proven(fault: Refusal | None, own: Log, standing: Standing) -> Refusal | None:
    """Return a fault of our log as far as a peer proves it by what we signed ourselves.

    A claim alone must not halt a node. That a peer holds more of an earlier epoch halts nobody.
    """
    if fault is None or fault.code not in HALTING:
        return fault
    proof = fault_of_sent(own, standing.signed)
    if proof is None or proof.code not in HALTING:
        return refusals.unproven(standing.held.position)
    if proof.code == ROLLED_BACK and standing.refusal == FORKED:
        return refusals.forked(own.tip.position)  # only who holds more can see that it differs
    return proof


def fault_of_held(
    held: Log, tip: Mark, *, confirmed: Mark = START, opening: Opening | None = None
) -> Refusal | None:
    """Return why a peer's log with this tip does not go on from what is held of it here.

    Of a tip beyond what is held nothing can be said here; the peer judges by the mark held,
    which it is told with every request and answer, and tells us of a new epoch that what we hold
    departs from. A tip before it may be one of earlier, that was long on its way: the log ends
    too early only if the peer signs in the same breath that it knows us to hold more. So no fault
    hangs on the order of messages, nor on a clock.
    """
    last = held.tip
    differs = tip.position <= last.position and held.hash_at(tip.position) != tip.hash
    if tip.epoch > last.epoch:
        is_told = opening is not None and opening.since.epoch > last.epoch
        return refusals.other_epoch(last.epoch, tip.epoch) if is_told or differs else None
    if tip.epoch == last.epoch and differs:
        return refusals.forked(tip.position)
    if tip.place < min(last.place, confirmed.place):
        return refusals.rolled_back(last.position, tip.position)
    return None


def is_absurd(tip: Mark, held: Log) -> bool:
    """Whether no log can have reached this tip."""
    return tip.position > held.tip.position + TIP_AHEAD_MAX


def heard(view: View, standing: Standing, own: Log, held: Log) -> View:
    """Return what is known of a peer after a standing that it signed.

    What marks show is judged anew; of the peer's log a refusal of some content stays until a run
    of it is taken in. What the peer says it refuses counts where our own marks show no reason.
    """
    ours = _proven(fault_of_sent(own, standing.held), own, standing)
    is_same = ours is None
    if is_same and standing.refusal and standing.refusal not in DEPARTURES:
        ours = refusals.by_peer(standing.refusal)
    theirs = fault_of_held(
        held, standing.own, confirmed=standing.confirmed, opening=standing.opening
    )
    return View(
        tip=standing.own,
        confirmed=_held_there(view, standing, ours),
        agreed=standing.held if is_same else view.agreed,
        ours=ours,
        theirs=theirs or _of_content(view.theirs),
        life="" if standing.echo == view.life else view.life,
        is_waived=view.is_waived,
        life_there=standing.life,
        opening=standing.opening if theirs and theirs.code == EPOCH else None,
    )


def _held_there(view: View, standing: Standing, ours: Refusal | None) -> Mark:
    """Return how far a peer holds our log; where that departs, as far as it is proven."""
    if ours and ours.code == UNPROVEN:
        return view.confirmed
    return standing.signed if ours and ours.code in HALTING else standing.held


def standing_of(
    view: View, own: Log, held: Log, *, opened: Opening | None = None, signed: Mark = START
) -> Standing:
    """Return what a node says to a peer of which it knows this.

    `opened` is the last epoch that the node opened, `signed` what it can prove of the peer's log.
    """
    is_behind = view.ours is not None and view.ours.code == EPOCH
    return Standing(
        own=own.tip,
        held=held.tip,
        confirmed=view.confirmed,
        refusal=view.theirs.code if view.theirs else "",
        life=view.life,
        echo=view.life_there,
        opening=opened._replace(agreed=view.agreed) if opened and is_behind else None,
        signed=signed,
    )


def counts(made_at: datetime, last: datetime | None, now: datetime) -> bool:
    """Whether a request counts: signed near to now and after the last one, so never twice.

    Only a last moment beyond the window is passed over, for then a clock was set back.
    """
    return is_near(made_at, now) and (last is None or made_at > last or last > now + WINDOW)


def is_near(made_at: datetime, now: datetime) -> bool:
    """Whether something was signed near to now; a request from another time is not answered."""
    return abs(now - made_at) <= WINDOW


def answer_to(run: Run, held: Log, *, node: str) -> Refusal | None:
    """Return why a run is not taken from what is held of its log; None for one that fits.

    One that fits is the next, or is held already: `is_next` tells.
    """
    if run.receiver != node:
        return refusals.other_receiver(run.receiver)
    if is_absurd(run.tip, held):
        return refusals.implausible_tip(run.tip.position)
    return fault_of_held(held, run.tip) or _misfit_of(run, held)


def _misfit_of(run: Run, held: Log) -> Refusal | None:
    """Compare what is sent again, or what it builds on, with what is held.

    A run that is held in part, or is of an earlier epoch, is answered with the place held; the
    sender goes on from there, and the hash before is compared then.
    """
    last = held.tip
    if run.end.epoch < last.epoch or run.first_position > last.position + 1:
        return refusals.gap(last.position + 1)
    place = run.end.position
    if is_next(run, held):
        place = last.position
        if run.previous_hash == last.hash:
            return None
    elif place > last.position or held.hash_at(place) == run.end.hash:
        return None
    if run.end.epoch > last.epoch:
        return refusals.other_epoch(last.epoch, run.end.epoch)
    return refusals.forked(place)


def is_next(run: Run, held: Log) -> bool:
    """Whether a run begins right behind what is held."""
    return run.first_position == held.tip.position + 1


def ends_as_signed(run: Run, position: int, last_hash: bytes) -> bool:
    """Whether the chain of the events that came, computed anew, ends as the sender signed."""
    return position == run.end.position and last_hash == run.end.hash


def taken(view: View, run: Run) -> View:
    """Return what is known of a peer after its run was taken in: its direction goes on."""
    tip = max(view.tip, run.tip, key=lambda mark: mark.place)
    return view._replace(tip=tip, theirs=None, opening=None)


def to_send(view: View, own: Log) -> int | None:
    """Return the place behind which our log is to be sent on; None when nothing is to be sent."""
    if departs(view) or view.confirmed.position >= own.tip.position:
        return None
    return view.confirmed.position


def departs(view: View) -> bool:
    """Whether our log departs from what the peer holds of it: nothing of it could be taken."""
    return view.ours is not None and view.ours.code in DEPARTURES


def halt_of(view: View, peer: str) -> Refusal | None:
    """Return why this node must add nothing to its log, as far as one peer knows; None if it may.

    A node that was rolled back or forked completes nothing, seals nothing and takes nothing in
    until it was brought forward: whatever it wrote would stand where another event stood before.
    """
    if is_awaited(view):
        return refusals.not_heard_since(peer)
    return view.ours if view.ours and view.ours.code in HALTING else None


def is_awaited(view: View) -> bool:
    """Whether this node waits for a peer that was not heard since it was restored."""
    return view.life != "" and not view.is_waived


def _of_content(fault: Refusal | None) -> Refusal | None:
    return fault if fault and fault.code not in DEPARTURES else None
