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
    """So much is always read; more only from a caller whom the node knows."""
    held_bytes_max: int
    """The most that the larger bodies of unfinished requests may take together, in each process."""
    is_signed: bool = False
    """Whether a body itself proves who sends it."""
    large_threads: int = 0
    """How many requests with bodies beyond `LARGE` are worked on at once, in threads of their own:
    so none of a few bytes waits for one of megabytes. Without any they share the others."""


UPLOAD = 130 * MB
"""A declaration of a million rows is a file of some 100 MB; it refuses one of more than 128."""

STRANGER = 64 * KB

LARGE = 16 * KB
"""What a province brings while it is level has a few KB; whoever catches up brings more."""

SIGN_INS = (
    "/api/v1/sign-in",
    *(
        f"/{face}/{page}"
        for face in ("clerk", "nation", "my", "employer", "administration")
        for page in ("sign-in", "password")
    ),
    *(f"/{face}/second" for face in ("clerk", "nation", "administration")),
)

ENTRANCES = (
    Entrance("health", "/healthz", 1, 20, 0, 0, 0),
    Entrance(
        "sync", "/sync/", 3, 200, 17 * MB, STRANGER, 256 * MB, is_signed=True, large_threads=2
    ),
    Entrance("outsiders", "/log/", 2, 100, 0, 0, 0),
    Entrance("sign-in", SIGN_INS, 2, 200, STRANGER, STRANGER, 0),  # a password takes its time
    Entrance("interface", "/api/", 4, 200, UPLOAD, STRANGER, 512 * MB),
    Entrance("pages", "/", 4, 200, UPLOAD, STRANGER, 512 * MB),
)
"""Looked through in order: the first one whose prefix fits."""


def entrance_of(path: str, entrances: Sequence[Entrance] = ENTRANCES) -> Entrance:
    """Return the entrance that serves an address; the last one where none fits."""
    fitting = (entrance for entrance in entrances if path.startswith(entrance.prefix))
    return next(fitting, entrances[-1])
