"""Faults planted in the protocol, one at a time: what it would be without one of its lines.

Each is a module, the name of what is replaced there, and what stands in its place; that is made
from the true function, which it may call.
"""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from tongchou.sync import refusals
from tongchou.sync.protocol import epochs, links, recovery
from tongchou.sync.protocol.marks import START, Run

Fault = tuple[ModuleType, str, Callable[[Any], Any]]


def returning(value: Any) -> Callable[[Any], Any]:
    """Return a fault that always answers the same."""
    return lambda _: lambda *_args, **_given: value


def _only(code: str) -> Callable[[Any], Any]:
    """Return a fault that shows nothing but one departure."""

    def planted(true: Any) -> Any:
        def faulty(*args: Any, **given: Any) -> Any:
            found = true(*args, **given)
            return found if found and found.code == code else None

        return faulty

    return planted


def _heard(change: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Return a fault that remembers something else of what was heard."""

    def planted(true: Any) -> Any:
        return lambda view, standing, own, held: change(view, true(view, standing, own, held))

    return planted


def _answering(pardon: str) -> Callable[[Any], Any]:
    """Return a fault that lets runs pass which are refused with a code."""

    def planted(true: Any) -> Any:
        def faulty(run: Run, held: Any, **given: Any) -> Any:
            found = true(run, held, **given)
            return None if found and found.code == pardon else found

        return faulty

    return planted


def _not_waiting_for_all(true: Any) -> Any:
    def faulty(tip: Any, held: Any, returned: Any, **given: Any) -> Any:
        complete = {
            peer: mark
            for peer, mark in held.items()
            if returned.get(peer) and returned[peer][-1].position >= mark.position
        }
        return true(tip, complete, returned, **given) if complete else refusals.gap(1)

    return faulty


def _first_copy_only(true: Any) -> Any:
    return lambda tip, held, returned, **given: true(
        tip, dict(sorted(held.items())[:1]), returned, **given
    )


def _texts_dropped(true: Any) -> Any:
    def faulty(*args: Any, **given: Any) -> Any:
        found = true(*args, **given)
        if not isinstance(found, list):
            return found
        return [copy._replace(text=b"") for copy in found]

    return faulty


def _ends_anywhere(_: Any) -> Any:
    return lambda run, position, _last_hash: position == run.end.position


def _next_whatever_was_held(_: Any) -> Any:
    return lambda run, held: run.end.position > held.tip.position


def _earlier_epoch_halts(true: Any) -> Any:
    def faulty(own: Any, held: Any) -> Any:
        found = true(own, held)
        return refusals.forked(held.position) if found and found.code == links.EPOCH else found

    return faulty


FAULTS: Mapping[str, Fault] = {
    "skip the cursor: send from one event further on": (
        links, "to_send", lambda true: lambda *args: true(*args) and true(*args) + 1,
    ),
    "send from the beginning each time": (
        links, "to_send", lambda true: lambda *args: None if true(*args) is None else 0,
    ),
    "never send again": (links, "to_send", returning(None)),
    "send also what departs": (links, "departs", returning(False)),
    "apply twice: take any run that ends further on": (
        links, "is_next", _next_whatever_was_held,
    ),
    "take every run for the next one": (links, "is_next", returning(True)),
    "take no run for the next one": (links, "is_next", returning(False)),
    "drop the check of the previous hash": (links, "_misfit_of", _answering("sync.forked")),
    "drop the check of the content": (links, "ends_as_signed", _ends_anywhere),
    "believe no content": (links, "ends_as_signed", returning(False)),
    "overlook that we were rolled back": (links, "fault_of_sent", _only("sync.forked")),
    "overlook all that a peer's copy shows": (links, "fault_of_sent", returning(None)),
    "overlook that a peer was rolled back": (links, "fault_of_held", _only("sync.forked")),
    "overlook that a peer was forked": (links, "fault_of_held", _only("sync.rolled_back")),
    "forget a restore": (links, "heard", _heard(
        lambda view, found: found._replace(confirmed=max(view.confirmed, found.confirmed))
    )),
    "keep the place last known of our log": (links, "heard", _heard(
        lambda view, found: found._replace(confirmed=view.confirmed)
    )),
    "keep the tip last known": (links, "heard", _heard(
        lambda view, found: found._replace(tip=view.tip)
    )),
    "let a fault of ours stay for ever": (links, "heard", _heard(
        lambda view, found: found._replace(ours=found.ours or view.ours)
    )),
    "let a fault of the peer stay for ever": (links, "heard", _heard(
        lambda view, found: found._replace(theirs=found.theirs or view.theirs)
    )),
    "wipe a fault of the peer when ours goes on": (links, "heard", _heard(
        lambda _, found: found._replace(theirs=found.theirs if found.ours else None)
    )),
    "wipe our fault when the peer's log goes on": (links, "heard", _heard(
        lambda _, found: found._replace(ours=found.ours if found.theirs else None)
    )),
    "give no echo": (
        links, "standing_of", lambda true: lambda *args, **given: true(*args, **given)._replace(
            echo=""
        ),
    ),
    "say not how far the peer is known to hold": (
        links, "standing_of", lambda true: lambda *args, **given: true(*args, **given)._replace(
            confirmed=START
        ),
    ),
    "stay unheard for ever": (links, "heard", _heard(
        lambda view, found: found._replace(life=view.life)
    )),
    "keep a refusal of content after the run was taken": (
        links, "taken", lambda true: lambda view, run: true(view, run)._replace(theirs=view.theirs),
    ),
    "take what was long on its way for a rollback": (
        links, "fault_of_held", lambda true: lambda held, tip, **_: true(
            held, tip, confirmed=held.tip
        ),
    ),
    "count no request": (links, "counts", returning(False)),
    "take no moment for now": (links, "is_near", returning(False)),
    "write on after a restore": (links, "halt_of", returning(None)),
    "write on before the peers were heard": (
        links, "halt_of", lambda true: lambda view, peer: true(view._replace(life=""), peer),
    ),
    "bring nothing forward": (recovery, "misfit_of", returning(refusals.gap(1))),
    "bring back what waits for its seal a second time": (
        recovery, "place_in_queue", returning(None),
    ),
    "put copies together before all gave theirs back": (
        recovery, "put_together", _not_waiting_for_all,
    ),
    "take one copy for all": (recovery, "put_together", _first_copy_only),
    "drop the texts that came back": (recovery, "put_together", _texts_dropped),
    "tell again what the log says already": (recovery, "was_told", returning(False)),
    "tell nothing more": (recovery, "was_told", returning(True)),
    "bring back as digests what a peer that is away may have": (
        recovery, "put_together", lambda true: lambda *args, **_: true(*args, sure_until=None),
    ),
    "halt by a claim alone": (
        links, "_proven", lambda _: lambda fault, _own, _standing: fault,
    ),
    "believe no proof": (
        links, "_proven", lambda true: lambda fault, own, standing: true(
            fault, own, standing._replace(signed=START)
        ),
    ),
    "count what is claimed for what is proven": (
        links, "_held_there", lambda _: lambda _view, standing, _ours: standing.held,
    ),
    "let an earlier epoch halt its writer": (links, "fault_of_sent", _earlier_epoch_halts),
    "take in a new epoch without an act": (links, "_misfit_of", _answering("sync.epoch")),
    "tell nobody of a new epoch": (
        links, "standing_of", lambda true: lambda *args, **given: true(*args, **given)._replace(
            opening=None
        ),
    ),
    "open an epoch under the number of the last": (
        epochs, "next_epoch", lambda _: lambda tip, _views: tip.epoch,
    ),
    "wait for peers after an epoch was opened": (
        epochs, "opened", lambda true: lambda view, own: true(view, own)._replace(is_waived=False),
    ),
    "go back no further than what is held": (
        epochs, "shared_mark", lambda _: lambda held, _opening: held.tip,
    ),
    "take any mark for the common one": (
        epochs, "shared_mark", lambda _: lambda _held, opening: opening.since,
    ),
    "cause again what an earlier epoch caused": (epochs, "written_before", returning({})),
    "cause nothing that a new epoch tells": (
        epochs, "written_before", lambda _: lambda told, _written: dict(told),
    ),
    "keep an epoch that was accepted": (epochs, "accepted", lambda _: lambda view: view),
}  # fmt: skip
