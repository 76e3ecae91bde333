"""Files as they are handed in, read piece by piece: a large one is never whole in memory."""

from collections.abc import Iterator
from functools import cached_property, partial
from hashlib import sha256
from io import BytesIO
from os import SEEK_END
from typing import IO

_PIECE_BYTES = 256 * 1024


class File:
    """A file as it was handed in; its bytes may lie in memory or on disk."""

    def __init__(self, name: str, body: IO[bytes] | bytes) -> None:
        self.name = name
        self.body: IO[bytes] = BytesIO(body) if isinstance(body, bytes) else body

    @cached_property
    def size(self) -> int:
        """How many bytes it has."""
        return self.body.seek(0, SEEK_END)

    @cached_property
    def digest(self) -> bytes:
        """The SHA-256 of its bytes."""
        found = sha256()
        for piece in self.pieces():
            found.update(piece)
        return found.digest()

    def pieces(self) -> Iterator[bytes]:
        """Return its bytes from the start, piece by piece."""
        self.body.seek(0)
        return iter(partial(self.body.read, _PIECE_BYTES), b"")
