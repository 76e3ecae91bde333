"""Runs: messages of one kind that are handled together, though others stand between them.

The order of a log counts where two messages touch the same: one is about what the other is
about, or rests on. Others may be handled in any order. So a message is put to an earlier one of
its kind, past whatever touches nothing of it. Messages of one kind stay in their order.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tongchou.standards.messages import Message, named_in, subjects
from tongchou.sync.handlers import Handlers, Told

LONG_ROWS_MIN = 1_000


@dataclass
class _Run:
    """Messages that touch nothing of each other: whom they are about, and what they rest on."""

    kind: str
    told: list[Told] = field(default_factory=list)
    subjects: set[str] = field(default_factory=set)
    grounds: set[str] = field(default_factory=set)

    def touches(self, subjects: frozenset[str], grounds: frozenset[str]) -> bool:
        """Whether the order counts between this run and a message."""
        return not (
            self.subjects.isdisjoint(subjects)
            and self.subjects.isdisjoint(grounds)
            and self.grounds.isdisjoint(subjects)
        )


def in_runs(told: Iterable[Told], handlers: Handlers) -> Iterator[list[Told]]:
    """Return messages run by run, in an order that leaves what their own order leaves.

    A long message, and one of a kind that is not handled in runs, stands by itself, behind all
    before it.
    """
    runs: list[_Run] = []
    for message, received in told:
        how = handlers.in_runs.get(message.kind)
        if how is None or _is_long(message):
            yield from (run.told for run in runs)
            runs = []
            yield [(message, received)]
            continue
        about, grounds = subjects(message), named_in(message, how.rests_on)
        run = _joinable(runs, message, about, grounds)
        if run is None:
            runs.append(run := _Run(message.kind))
        run.told.append((message, received))
        run.subjects |= about
        run.grounds |= grounds
    yield from (run.told for run in runs)


def _is_long(message: Message) -> bool:
    """Whether a message has so many rows that nothing is gained by handling it with others."""
    return any(len(getattr(message, column)) >= LONG_ROWS_MIN for column in message.columns[:1])


def _joinable(
    runs: list[_Run], message: Message, about: frozenset[str], grounds: frozenset[str]
) -> _Run | None:
    """Return the last run of this kind, if the message may be handled with it."""
    for run in reversed(runs):
        if run.touches(about, grounds):
            return None
        if run.kind == message.kind:
            return run
    return None
