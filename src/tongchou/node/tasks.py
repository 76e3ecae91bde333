"""What a node's loop does: it seals the log, folds sums, sees to proofs; a province exchanges."""

import subprocess
from collections.abc import Callable, Mapping

from django.conf import settings

from tongchou.agency.changes import forget_old_forms
from tongchou.channels.jobs.loop import Task
from tongchou.events import queries as events
from tongchou.events.changes import seal
from tongchou.ledger import changes as ledger
from tongchou.node.certificates.calling import client_for
from tongchou.node.children import start_python
from tongchou.node.watch.measures import note_held
from tongchou.node.wiring import handlers
from tongchou.proof.queries import going_on
from tongchou.proof.reconcile.changes import ask_regularly
from tongchou.proof.reconcile.exchange import answer_questions
from tongchou.registry import counters
from tongchou.standards.codes import MINISTRY
from tongchou.storage.proven import SUMS
from tongchou.sync import calls, exchange, queries
from tongchou.sync.changes import countersigning, halted
from tongchou.sync.changes.echo import echo_when_idle, note_answer_to_echo
from tongchou.sync.changes.register import take_up_next
from tongchou.sync.checkpoints.publishing import publish
from tongchou.sync.keys import Keyring
from tongchou.workflow import batches
from tongchou.workflow.inquiry.exchange import inquire

LIVE = frozenset({"seal", "push", "pull", "inquire", "reconcile"})
"""The tasks that stand between a deed and its peers; the others are upkeep, on another thread."""

PAUSES = {
    "fold": 1.0,
    "pull": 1.0,
    "publish": 0.2,
    "keys": 5.0,
    "echo": 5.0,
    "countersign": 5.0,
    "prove": 1.0,
    "batch": 0.5,
    "reconcile": 2.0,
    "ask_to_reconcile": 5.0,
    "forget": 60.0,
}
"""How long a task rests, in seconds: sums are right unfolded too, whoever pushes hears by the way
that there is something to pull, and outsiders see a position in a checkpoint within a second."""


UNLINKED = ("push", "pull", "inquire", "countersign", "reconcile", "echo")
"""The tasks that a province without a ministry's address does not have."""


class Unlinked(Exception):
    """The ministry could not be reached, or refused what it was told; the message says why."""


def tasks_of(names: tuple[str, ...]) -> list[Task]:
    """Return the tasks with these names; a province without a ministry's address is not linked."""
    told, link, beside = handlers(), link_to_the_ministry(), link_to_the_ministry()

    def pull() -> bool:
        return _is_outstanding(exchange.pull(link, told, at=settings.NOW()))

    def push() -> bool:
        has_more = _is_outstanding(_pushed(link))
        if queries.is_behind(MINISTRY):  # as it said by the way
            has_more |= pull()
        return has_more

    unlinked = () if settings.MINISTRY_URL else UNLINKED
    before_sealing = [pull] if "pull" in names and not unlinked else []

    def seal_all() -> None:
        while before_sealing:  # a peer is heard before a node that may be an old copy writes on
            before_sealing.pop()()
        _seal_all()

    tasks: Mapping[str, Callable[[], object]] = {
        "seal": seal_all,
        "publish": lambda: publish(link.keyring),
        "countersign": lambda: countersigning.exchange(
            beside.client, beside.keyring, beside.peer, settings.NOW()
        ),
        "keys": lambda: take_up_next(link.keyring, settings.NOW()),
        "echo": lambda: echo_when_idle(settings.NODE_CODE, at=settings.NOW()),
        "fold": _fold_sums,
        "push": push,
        "pull": pull,
        "prove": Job("prove", going_on).see_to_it,
        "batch": Job("batch", batches.going_on).see_to_it,
        "inquire": lambda: bool(inquire(link, at=settings.NOW())),
        "reconcile": lambda: _answer_questions(link),
        "ask_to_reconcile": _ask_for_proofs,
        "forget": lambda: forget_old_forms(at=settings.NOW()),
    }
    return [
        Task(name, tasks[name], is_live=name in LIVE, pause=PAUSES.get(name, 0.0))
        for name in names
        if name not in unlinked
    ]


class JobBroken(Exception):
    """The process that did a job was ended, or could not begin."""


class Job:
    """Sees to it that a job that is asked for is done, in a process of its own.

    `verb` is the command that does it, `waits` whether there is something to do. A job that was
    interrupted with its node is taken up again.
    """

    def __init__(self, verb: str, waits: Callable[[], object]) -> None:
        self._verb, self._waits = verb, waits
        self._child: subprocess.Popen[bytes] | None = None

    def see_to_it(self) -> None:
        """Start the process where something waits and none works on it."""
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                return
            self._child = None
            if code:
                raise JobBroken(f"the process of {self._verb} ended with {code}")
        if self._waits() is not None:
            self._child = start_python("-m", "tongchou.node", "node", self._verb, environment={})


def link_to_the_ministry() -> calls.Link:
    """Return a link to the ministry, for one thread."""
    return calls.Link(
        MINISTRY,
        client_for(settings.MINISTRY_URL, settings.PEERING.tls, MINISTRY, timeout=calls.TIMEOUT),
        Keyring(settings.HOME, settings.NODE_CODE),
    )


def _pushed(link: calls.Link) -> exchange.Exchange:
    """Send one envelope, and count how old its events were when the peer held them."""
    before = queries.confirmed_position(link.peer)
    reached = exchange.push(link, at=settings.NOW())
    if reached.position > before:
        recorded = events.recorded_between(before, reached.position)
        note_held(link.peer, recorded, at=settings.NOW())
        note_answer_to_echo(link.peer, recorded=recorded[-1], at=settings.NOW())
    return reached


def _fold_sums() -> None:
    ledger.fold()
    counters.fold()
    SUMS.fold()


def _ask_for_proofs() -> None:
    """Ask the provinces that are heard for their proofs, each every so often."""
    at = settings.NOW()
    heard = [link.peer for link in queries.links(at=at) if link.state in {"level", "behind"}]
    ask_regularly(heard, at=at)


def _answer_questions(link: calls.Link) -> None:
    """Answer what the ministry asks of our rows, as of a position up to which it holds our log."""

    def bring(position: int) -> None:
        held = -1
        while held < position:
            _seal_all()
            sent = exchange.push(link, at=settings.NOW(), until=position)
            if sent.fault or sent.position <= held:
                raise Unlinked(sent.fault or f"the log could not be brought to {position}")
            held = sent.position

    answer_questions(link, at=settings.NOW(), bring=bring)


def _seal_all() -> None:
    """Seal all that was written, unless the log is to be brought forward first."""
    while not halted() and seal(algorithm=settings.CHAIN):
        pass


def _is_outstanding(reached: exchange.Exchange) -> bool:
    """Whether more is to be exchanged; raises `Unlinked` where it does not go on.

    One envelope a turn: while a long log is caught up, letters come down and seals are given.
    """
    if reached.fault:
        raise Unlinked(reached.fault)
    return not reached.is_level
