"""Marks: places in a log, and a log as one side has it.

A log is one node's. Its epochs tell apart what it said before and after it was forked openly:
a later epoch stands over an earlier one wherever the two differ. Nothing here reads a database,
a disk or a clock.
"""

from typing import NamedTuple, Protocol

from tongchou.events.chain import NO_HASH

FIRST_EPOCH = 1
"""The epoch 纪元 of a log that was never forked openly."""


class Mark(NamedTuple):
    """A mark 位点: a place in a log and the hash there, which stands for all that lies before."""

    epoch: int
    position: int
    hash: bytes

    @property
    def place(self) -> tuple[int, int]:
        """Epoch and position, by which one mark is before another."""
        return self.epoch, self.position


START = Mark(FIRST_EPOCH, 0, NO_HASH)
"""Where every log begins."""


class Log(Protocol):
    """A log as one side has it: written by that node, or held of another."""

    @property
    def tip(self) -> Mark:
        """The last place."""

    def hash_at(self, position: int) -> bytes:
        """Return the hash at a place that is not behind the tip; empty where it is missing."""


class Opening(NamedTuple):
    """The opening of a new epoch 开启新纪元, as its writer tells a peer whose copy departs.

    `since` is the last mark of the log when it was opened, under the new epoch's number, and
    `agreed` the last mark at which the peer's copy is known to have been the same. `moment`, `by`
    and `why` say when, who and why.
    """

    since: Mark
    agreed: Mark = START
    moment: str = ""
    by: str = ""
    why: str = ""


class Standing(NamedTuple):
    """A standing 立场: what a node signs to a peer with every request and every answer.

    `own` is the tip of its own log, `held` how far it holds the peer's, `confirmed` how far it
    knows the peer to hold its own, and `refusal` the code of why it takes no more of the peer's,
    empty when it would. A node that was restored from an old copy names its new `life`, until the
    peer has given it back as `echo`: only then it knows that the peer was heard since. `opening`
    is told to a peer that holds more of an earlier epoch. `signed` is a mark of the peer's log
    that the peer itself signed, as the node proves by the head that it kept.
    """

    own: Mark
    held: Mark
    confirmed: Mark = START
    refusal: str = ""
    life: str = ""
    echo: str = ""
    opening: Opening | None = None
    signed: Mark = START


class Run(NamedTuple):
    """A run of a log that a peer brings: its place, what it builds on, and the sender's tip."""

    receiver: str
    first_position: int
    previous_hash: bytes
    end: Mark
    tip: Mark
