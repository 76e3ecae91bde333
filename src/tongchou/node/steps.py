"""What a node's loop does: it seals the log, folds sums, sees to proofs; a province exchanges."""

import subprocess
from collections.abc import Callable, Mapping

import httpx
from django.conf import settings

from tongchou.channels.jobs.loop import Step
from tongchou.events.changes import seal
from tongchou.ledger import changes as ledger
from tongchou.node.children import start_python
from tongchou.node.tls import towards_peers
from tongchou.node.wiring import handlers
from tongchou.proof.queries import going_on
from tongchou.registry import counters
from tongchou.standards.codes import MINISTRY
from tongchou.sync import exchange, queries
from tongchou.sync.changes import countersigning, halted
from tongchou.sync.changes.register import take_up_next
from tongchou.sync.checkpoints.publishing import publish
from tongchou.sync.keys import Keyring

PAUSES = {"fold": 1.0, "pull": 1.0, "publish": 0.2, "keys": 5.0, "countersign": 5.0, "prove": 1.0}
"""How long a step rests, in seconds: sums are right unfolded too, whoever pushes hears by the way
that there is something to pull, and outsiders see a position in a checkpoint within a second."""


class Unlinked(Exception):
    """The ministry could not be reached, or refused what it was told; the message says why."""


def steps_of(names: tuple[str, ...]) -> list[Step]:
    """Return the steps with these names; a province without a ministry's address is not linked."""
    told, link = handlers(), link_to_the_ministry()

    def pull() -> None:
        _until_level(lambda: exchange.pull(link, told, at=settings.NOW()))

    def push() -> None:
        _until_level(lambda: exchange.push(link, at=settings.NOW()))
        if queries.is_behind(MINISTRY):  # as it said by the way
            pull()

    unlinked = () if settings.MINISTRY_URL else ("push", "pull", "countersign")
    before_sealing = [pull] if "pull" in names and not unlinked else []

    def seal_all() -> None:
        while before_sealing:  # a peer is heard before a node that may be an old copy writes on
            before_sealing.pop()()
        _seal_all()

    steps: Mapping[str, Callable[[], object]] = {
        "seal": seal_all,
        "publish": lambda: publish(link.keyring),
        "countersign": lambda: countersigning.exchange(
            link.client, link.keyring, link.peer, settings.NOW()
        ),
        "keys": lambda: take_up_next(link.keyring, settings.NOW()),
        "fold": _fold_sums,
        "push": push,
        "pull": pull,
        "prove": Prover().see_to_it,
    }
    return [
        Step(name, steps[name], pause=PAUSES.get(name, 0.0))
        for name in names
        if name not in unlinked
    ]


class ProofBroken(Exception):
    """The process that did a deep proof was ended, or could not begin."""


class Prover:
    """Sees to it that a deep proof that is asked for is done, in a process of its own.

    One that was interrupted with its node is taken up again.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def see_to_it(self) -> None:
        """Start the process where a run waits and none works on it."""
        if self._child is not None:
            code = self._child.poll()
            if code is None:
                return
            self._child = None
            if code:
                raise ProofBroken(f"the process of the deep proof ended with {code}")
        if going_on() is not None:
            self._child = start_python("-m", "tongchou.node", "node", "prove", environment={})


def link_to_the_ministry() -> exchange.Link:
    """Return a link to the ministry, for one thread."""
    return exchange.Link(
        MINISTRY,
        httpx.Client(
            base_url=settings.MINISTRY_URL, timeout=exchange.TIMEOUT, verify=towards_peers()
        ),
        Keyring(settings.HOME, settings.NODE_CODE),
    )


def _fold_sums() -> None:
    ledger.fold()
    counters.fold()


def _seal_all() -> None:
    """Seal all that was written, unless the log is to be brought forward first."""
    while not halted() and seal(algorithm=settings.CHAIN):
        pass


def _until_level(exchange_one: Callable[[], exchange.Exchange]) -> None:
    """Exchange envelopes until nothing is outstanding."""
    while not (reached := exchange_one()).is_level:
        if reached.fault:
            raise Unlinked(reached.fault)
