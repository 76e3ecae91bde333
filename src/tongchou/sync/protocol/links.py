"""What a node knows of a peer, and what it does with what it hears: pure decisions.

There are two directions, and each has its own fault: `ours`, why our log does not go on there,
and `theirs`, why the peer's does not go on here. What is heard of one never wipes the other.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.protocol.marks import START, Log, Mark, Run, Standing

TIP_AHEAD_MAX = 1_000_000_000
"""How far beyond what is held here a peer's tip may be; more is not believed."""

WINDOW = timedelta(minutes=5)
"""How far apart the clocks of two nodes may stand."""

ROLLED_BACK = "sync.rolled_back"
FORKED = "sync.forked"
EPOCH = "sync.epoch"
GAP = "sync.gap"
RECOVERING = "sync.recovering"

DEPARTURES = frozenset({ROLLED_BACK, FORKED, EPOCH})
"""The faults that two marks show; each standing shows them anew, or shows that they are over."""

PASSING = frozenset({GAP, RECOVERING})
"""Refusals that pass by themselves: the sender goes back, or waits; no one need look."""


class View(NamedTuple):
    """What a node knows of a peer 对端所知: its tip, how far it holds our log, both faults.

    `life` names our own last restore while the peer was not heard since; `life_there` is the
    peer's, to be given back to it.
    """

    tip: Mark = START
    confirmed: Mark = START
    ours: Refusal | None = None
    theirs: Refusal | None = None
    life: str = ""
    life_there: str = ""


def fault_of_sent(own: Log, held: Mark) -> Refusal | None:
    """Return why our log cannot go on at a peer who holds it up to a mark; None if it can."""
    tip = own.tip
    if held.epoch != tip.epoch:
        return refusals.other_epoch(held.epoch, tip.epoch)
    if held.position > tip.position:
        return refusals.rolled_back(held.position, tip.position)
    if own.hash_at(held.position) != held.hash:
        return refusals.forked(held.position)
    return None


def fault_of_held(held: Log, tip: Mark, *, confirmed: int = 0) -> Refusal | None:
    """Return why a peer's log with this tip does not go on from what is held of it here.

    Of a tip beyond what is held nothing can be said here; the peer judges by the mark held,
    which it is told with every request and answer. A tip before it may be one of earlier, that
    was long on its way: the log ends too early only if the peer signs in the same breath that it
    knows us to hold more. So no fault hangs on the order of messages, nor on a clock.
    """
    last = held.tip
    if tip.epoch != last.epoch:
        return refusals.other_epoch(last.epoch, tip.epoch)
    if tip.position > last.position:
        return None
    if held.hash_at(tip.position) != tip.hash:
        return refusals.forked(tip.position)
    if tip.position < min(last.position, confirmed):
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
    ours = fault_of_sent(own, standing.held)
    if ours and ours.code == ROLLED_BACK and standing.refusal == FORKED:
        ours = refusals.forked(own.tip.position)  # only who holds more can see that it differs
    if ours is None and standing.refusal and standing.refusal not in DEPARTURES:
        ours = refusals.by_peer(standing.refusal)
    theirs = fault_of_held(held, standing.own, confirmed=standing.confirmed)
    return View(
        tip=standing.own,
        confirmed=standing.held,
        ours=ours,
        theirs=theirs or _of_content(view.theirs),
        life="" if standing.echo == view.life else view.life,
        life_there=standing.life,
    )


def standing_of(view: View, own: Log, held: Log) -> Standing:
    """Return what a node says to a peer of which it knows this."""
    return Standing(
        own=own.tip,
        held=held.tip,
        confirmed=view.confirmed.position,
        refusal=view.theirs.code if view.theirs else "",
        life=view.life,
        echo=view.life_there,
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

    A run that is held in part is answered with the place held; the sender goes on from there,
    and the hash before is compared then.
    """
    last = held.tip
    if run.end.epoch != last.epoch:
        return refusals.other_epoch(last.epoch, run.end.epoch)
    if run.first_position > last.position + 1:
        return refusals.gap(last.position + 1)
    if is_next(run, held):
        return None if run.previous_hash == last.hash else refusals.forked(last.position)
    if run.end.position > last.position or held.hash_at(run.end.position) == run.end.hash:
        return None
    return refusals.forked(run.end.position)


def is_next(run: Run, held: Log) -> bool:
    """Whether a run begins right behind what is held."""
    return run.first_position == held.tip.position + 1


def ends_as_signed(run: Run, position: int, last_hash: bytes) -> bool:
    """Whether the chain of the events that came, computed anew, ends as the sender signed."""
    return position == run.end.position and last_hash == run.end.hash


def taken(view: View, run: Run) -> View:
    """Return what is known of a peer after its run was taken in: its direction goes on."""
    tip = max(view.tip, run.tip, key=lambda mark: mark.position)
    return view._replace(tip=tip, theirs=None)


def to_send(view: View, own: Log) -> int | None:
    """Return the place behind which our log is to be sent on; None when nothing is to be sent."""
    if departs(view) or view.confirmed.position >= own.tip.position:
        return None
    return view.confirmed.position


def departs(view: View) -> bool:
    """Whether our log departs from what the peer holds of it: nothing of it could be taken."""
    return view.ours is not None and view.ours.code in DEPARTURES


def halt_of(view: View) -> Refusal | None:
    """Return why this node must add nothing to its log, as far as one peer knows; None if it may.

    A node that was rolled back or forked completes nothing, seals nothing and takes nothing in
    until it was brought forward: whatever it wrote would stand where another event stood before.
    """
    if view.life:
        return refusals.not_heard_since()
    return view.ours if departs(view) else None


def _of_content(fault: Refusal | None) -> Refusal | None:
    return fault if fault and fault.code not in DEPARTURES else None
