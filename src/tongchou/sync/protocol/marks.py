"""Marks: places in a log, and a log as one side has it.

A log is one node's, in one epoch. Nothing here reads a database, a disk or a clock.
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


START = Mark(FIRST_EPOCH, 0, NO_HASH)
"""Where every log begins."""


class Log(Protocol):
    """A log as one side has it: written by that node, or held of another."""

    @property
    def tip(self) -> Mark:
        """The last place."""

    def hash_at(self, position: int) -> bytes:
        """Return the hash at a place that is not behind the tip; empty where it is missing."""


class Standing(NamedTuple):
    """A standing 立场: what a node signs to a peer with every request and every answer.

    `own` is the tip of its own log, `held` how far it holds the peer's, `confirmed` how far it
    knows the peer to hold its own, and `refusal` the code of why it takes no more of the peer's,
    empty when it would. A node that was restored from an old copy names its new `life`, until the
    peer has given it back as `echo`: only then it knows that the peer was heard since.
    """

    own: Mark
    held: Mark
    confirmed: int = 0
    refusal: str = ""
    life: str = ""
    echo: str = ""


class Run(NamedTuple):
    """A run of a log that a peer brings: its place, what it builds on, and the sender's tip."""

    receiver: str
    first_position: int
    previous_hash: bytes
    end: Mark
    tip: Mark
