"""What a node's loop does: it seals the log and folds balances; a province exchanges both ways."""

from collections.abc import Callable, Mapping

import httpx
from django.conf import settings

from tongchou.channels.jobs.loop import Step
from tongchou.events.changes import seal
from tongchou.ledger import changes as ledger
from tongchou.node.tls import towards_peers
from tongchou.node.wiring import handlers
from tongchou.registry import counters
from tongchou.standards.codes import MINISTRY
from tongchou.sync import exchange
from tongchou.sync.changes import halted
from tongchou.sync.keys import Keyring


class Unlinked(Exception):
    """The ministry could not be reached, or refused what it was told; the message says why."""


def steps_of(names: tuple[str, ...]) -> list[Step]:
    """Return the steps with these names; a province without a ministry's address is not linked."""
    told, link = handlers(), link_to_the_ministry()

    def pull() -> None:
        _until_level(lambda: exchange.pull(link, told, at=settings.NOW()))

    unlinked = () if settings.MINISTRY_URL else ("push", "pull")
    before_sealing = [pull] if "pull" in names and not unlinked else []

    def seal_all() -> None:
        while before_sealing:  # a peer is heard before a node that may be an old copy writes on
            before_sealing.pop()()
        _seal_all()

    steps: Mapping[str, Callable[[], object]] = {
        "seal": seal_all,
        "fold": _fold_sums,
        "push": lambda: _until_level(lambda: exchange.push(link, at=settings.NOW())),
        "pull": pull,
    }
    return [Step(name, steps[name]) for name in names if name not in unlinked]


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
    while not halted() and seal():
        pass


def _until_level(exchange_one: Callable[[], exchange.Exchange]) -> None:
    """Exchange envelopes until nothing is outstanding."""
    while not (reached := exchange_one()).is_level:
        if reached.fault:
            raise Unlinked(reached.fault)
