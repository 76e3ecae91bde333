"""What goes wrong in a storm, and when: all of it decided by a seed before it begins."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from wire import FAULTS

MINISTRY, PROVINCES = "00", ("34", "32")
KILLS = ("node", "node", "server", "session", "session")
"""What is killed: a process of a node, its database's server, or one session of that."""
OTHERS = ("freeze", "cut", "full")
OTHERS_PART = 0.2
"""How many of all strikes kill nothing."""
FULL_BYTES = 8_192
"""How large a file may become on a full disk: the server's log cannot go on, and it ends."""


@dataclass(frozen=True)
class Strike:
    """One thing that goes wrong: after a `pause`, at a node, for some seconds."""

    what: str
    node: str
    pause: float
    seconds: float = 0.0
    how: str = ""
    dice: float = 0.0

    @property
    def is_kill(self) -> bool:
        """Whether a process is killed with -9."""
        return self.what in KILLS


@dataclass(frozen=True)
class Round:
    """A copy of one node, strikes, and the node is restored from the copy.

    `is_command` says whether copy and restore are the commands, or copies of the server's files,
    after which the node does not know that it was restored. The link of a province may be
    cut before; while it is brought forward its process may be killed so many seconds later.
    """

    node: str
    is_command: bool
    strikes: tuple[Strike, ...]
    cut_seconds: float
    killed_after: float


def schedule(
    seed: int,
    *,
    rounds: int,
    kills: int,
    calm: tuple[float, float],
    provinces: tuple[str, ...] = PROVINCES,
) -> list[Round]:
    """Return the rounds of a storm; `kills` processes are killed in all.

    The first round begins with one of each of the other strikes.
    """
    chance = Random(seed)  # noqa: S311 - a seed that repeats
    told: list[Round] = []
    nodes = (MINISTRY, *provinces)
    first = [_other(chance, what, calm, nodes) for what in chance.sample(OTHERS, len(OTHERS))]
    for number in range(rounds):
        share = kills * (number + 1) // rounds - kills * number // rounds
        # The first is a province by the commands, then the ministry, then a province by its files.
        node, is_command = (
            (MINISTRY, True) if number % 2 else (chance.choice(provinces), number % 4 == 0)
        )
        told.append(
            Round(
                node=node,
                is_command=is_command,
                strikes=(*first, *_strikes(chance, share, calm, nodes)),
                cut_seconds=chance.uniform(1, 3),
                killed_after=chance.uniform(0.2, 2) if chance.random() < 0.5 else 0.0,
            )
        )
        first = []
    return told


def _strikes(
    chance: Random, kills: int, calm: tuple[float, float], nodes: tuple[str, ...]
) -> Iterator[Strike]:
    """Return strikes until so many processes are killed."""
    while kills > 0:
        if chance.random() < OTHERS_PART:
            yield _other(chance, chance.choice(OTHERS), calm, nodes)
        else:
            kills -= 1
            node, pause = chance.choice(nodes), chance.uniform(*calm)
            yield Strike(chance.choice(KILLS), node, pause, dice=chance.random())


def _other(chance: Random, what: str, calm: tuple[float, float], nodes: tuple[str, ...]) -> Strike:
    """Return a strike that kills nothing."""
    how = {
        "freeze": chance.choice(("node", "server")),
        "cut": chance.choice(FAULTS),
        "full": str(FULL_BYTES),
    }[what]
    return Strike(what, chance.choice(nodes), chance.uniform(*calm), chance.uniform(1, 6), how)
