"""The entrances of a node: each has threads and limits of its own, so none shuts out another."""

from collections.abc import Sequence
from dataclasses import dataclass

KB, MB = 1024, 1024 * 1024


@dataclass(frozen=True)
class Entrance:
    """A way into the node: which addresses it serves, how many at once, how much it takes."""

    name: str
    prefix: str | tuple[str, ...]
    threads: int
    """How many requests are worked on at once, in each process of the node."""
    waiting_max: int
    """How many whole requests may wait for a thread; the next one is told to come again."""
    body_bytes_max: int
    """The largest body of one request."""
    stranger_bytes_max: int
    """The same for a caller who shows neither a session nor a token."""
    held_bytes_max: int
    """The most that bodies of unfinished requests may take together, in each process."""


UPLOAD = 130 * MB
"""A declaration of a million rows is a file of some 100 MB; it refuses one of more than 128."""

SIGN_INS = ("/clerk/sign-in", "/nation/sign-in", "/my/sign-in")

ENTRANCES = (
    Entrance("health", "/healthz", 1, 20, 0, 0, 0),
    Entrance("sync", "/sync/", 3, 200, 17 * MB, 17 * MB, 256 * MB),  # an envelope is signed inside
    Entrance("interface", "/api/", 4, 200, UPLOAD, 256 * KB, 512 * MB),
    Entrance("sign-in", SIGN_INS, 2, 200, 256 * KB, 256 * KB, 16 * MB),  # a password takes its time
    Entrance("pages", "/", 4, 200, UPLOAD, 256 * KB, 512 * MB),
)
"""Looked through in order: the first one whose prefix fits."""


def entrance_of(path: str, entrances: Sequence[Entrance] = ENTRANCES) -> Entrance:
    """Return the entrance that serves an address; the last one where none fits."""
    fitting = (entrance for entrance in entrances if path.startswith(entrance.prefix))
    return next(fitting, entrances[-1])
