"""The clockwork of a simulated world: virtual time, a schedule, and the machines nodes run on.

Nothing runs but what the schedule says next, and a seed decides everything else.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from random import Random
from typing import Any, TypeVar

from both_tiers import Ministry, Province
from disks import MINISTRY, PROVINCES, Disk
from invariants import Watch
from nodes import Node
from travelling import Message

MORNING = datetime(2024, 10, 8, 1, 0, tzinfo=UTC)
TICK, TIMEOUT, RESTART = 1.0, 3.0, 1.5
KINDS = ("cut", "crash", "crash after", "freeze", "disk full", "clock", "mangle", "twin", "lies")

Done = TypeVar("Done")


@dataclass
class Machine:
    """A node's process and what besets it: until when it is cut off, down, frozen or full.

    `restored` is the copy from which it is restored, `policy` what its operator does while a
    peer is not heard since: wait, waive it, or open a new epoch.
    """

    node: Node
    watch: Watch
    skew: timedelta = timedelta()
    cut_until: float = 0.0
    down_until: float = 0.0
    frozen_until: float = 0.0
    full_until: float = 0.0
    lies_until: float = 0.0
    mangles_until: float = 0.0
    crashes: str = ""
    has_heard: bool = False
    pending: tuple[int, float, Message] | None = None
    restored: Disk | None = None
    restored_at: float = 0.0
    policy: str = "wait"


class Clockwork:
    """A ministry and three provinces, each on a machine, and what happens when."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311  # a seed that repeats
        self.now = 0.0
        self.queue: list[tuple[float, int, str, Any]] = []
        self.serial = 0
        self.delivered = 0
        self.seen = Counter[str]()
        self.is_calm = False
        nodes: list[Node] = [Ministry(MINISTRY, PROVINCES), *map(Province, PROVINCES)]
        self.machines = {node.code: Machine(node, Watch(node)) for node in nodes}
        self.promised: dict[str, str] = {}
        self.excused: set[str] = set()

    def step(self) -> None:
        """Let happen what comes next."""
        self.now, _, what, whom = heappop(self.queue)
        getattr(self, f"_{what}")(whom)

    def _at(self, moment: float, what: str, whom: Any) -> None:
        self.serial += 1
        heappush(self.queue, (moment, self.serial, what, whom))

    def _in(self, seconds: float, what: str, whom: Any) -> None:
        self._at(self.now + seconds, what, whom)

    @property
    def faults(self) -> int:
        """How many faults of machines there were; messages that went astray not counted."""
        return sum(self.seen[kind] for kind in (*KINDS, "restore"))

    def clock(self, machine: Machine) -> datetime:
        """Return what time a machine's clock shows."""
        return MORNING + timedelta(seconds=self.now) + machine.skew

    def _is_away(self, machine: Machine) -> bool:
        return self.now < machine.down_until or self.now < machine.frozen_until

    def _watched(self, machine: Machine, step: Callable[[], Done]) -> Done:
        """Take a step of a node, and check what it did."""
        was_halted = machine.node.halted() is not None
        done = step()
        if was_halted and machine.node.halted():
            machine.watch.stood_still()
        machine.watch.grew()
        return done
