"""The body of a request: read whole, within the limits of the entrance that it comes to."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any, Self

from tongchou.node.entrances import KB, Entrance

Receive = Callable[[], Awaitable[dict[str, Any]]]

PATIENCE_SECONDS = 20.0
"""How long a caller may take to send a body, beside what its size asks for."""
BYTES_PER_SECOND_MIN = 64 * 1024
IN_MEMORY_BYTES_MAX = 16 * KB
"""A larger body is kept in a file until it is answered."""
START_BYTES = 8 * KB
SESSION = b"session_"
"""How the name of a session's cookie begins."""


class TurnedAway(Exception):
    """A request is not taken; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


class Doorway:
    """One entrance at work: its threads, who waits for them, and how much is held in bodies.

    `large` are the threads for large bodies. The others stay on one CPU where one is given: only
    one of them runs Python at a time, and what it reads and writes stays in that CPU's caches.
    """

    def __init__(self, entrance: Entrance, cpu: int | None = None) -> None:
        self.entrance = entrance
        self.threads = ThreadPoolExecutor(
            entrance.threads,
            thread_name_prefix=entrance.name,
            initializer=partial(_stay_on, cpu) if cpu is not None else None,
        )
        self.large = self.threads
        if entrance.large_threads:
            self.large = ThreadPoolExecutor(
                entrance.large_threads, thread_name_prefix=f"{entrance.name}-large"
            )
        self.inside = 0
        self.held_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return self.inside >= self.entrance.threads + self.entrance.waiting_max


def _stay_on(cpu: int) -> None:
    """Keep this thread on one CPU, unless that was taken from us since the start."""
    with suppress(OSError):
        os.sched_setaffinity(0, {cpu})


class Body:
    """The body of a request while it is read and worked on, accounted for at its entrance.

    One that is `cut` came from nobody whom the node knows, and the rest of it was not read.
    """

    def __init__(self, doorway: Doorway) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - closed below
        self.size = 0
        self.is_cut = False
        self._doorway = doorway
        self._held_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._doorway.held_bytes -= self._held_bytes

    async def read(
        self,
        headers: Mapping[bytes, bytes],
        receive: Receive,
        knows: Callable[[bytes], Awaitable[bool]],
    ) -> None:
        """Read a body to its end; raises `TurnedAway` when it is too large, slow or much.

        Beyond what a stranger may send it is read only if `knows` says so of its first bytes.
        What a stranger sent is dropped, and the application is left to answer.
        """
        bytes_max = self._allowed(headers)
        is_asked = False
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > bytes_max:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        began, more = monotonic(), True
        while more:
            until = began + PATIENCE_SECONDS + self.size / BYTES_PER_SECOND_MIN
            try:
                async with asyncio.timeout(until - monotonic()):
                    message = await receive()
            except TimeoutError:
                raise TurnedAway(HTTPStatus.REQUEST_TIMEOUT) from None
            if message["type"] == "http.disconnect":
                raise TurnedAway(HTTPStatus.BAD_REQUEST)
            self._take(message.get("body", b""), bytes_max)
            more = message.get("more_body", False)
            if not is_asked and self.size > self._doorway.entrance.stranger_bytes_max:
                is_asked = True
                self.file.seek(0)
                if not await knows(self.file.read(START_BYTES)):
                    self._cut()
                    break
                self.file.seek(0, SEEK_END)
        self.file.seek(0)

    def _cut(self) -> None:
        """Keep of a stranger's body no more than what proves who it is from."""
        kept = START_BYTES if self._doorway.entrance.is_signed else 0
        self.file.truncate(kept)
        self.size = min(self.size, kept)
        self.is_cut = True

    def _allowed(self, headers: Mapping[bytes, bytes]) -> int:
        """Return how large the body may be if who sends it is who it claims to be."""
        entrance = self._doorway.entrance
        claims = b"authorization" in headers or SESSION in headers.get(b"cookie", b"")
        if claims or entrance.is_signed:
            return entrance.body_bytes_max
        return entrance.stranger_bytes_max

    def _take(self, piece: bytes, bytes_max: int) -> None:
        """Keep a piece; what goes beyond a stranger's size counts at the entrance."""
        size = self.size + len(piece)
        if size > bytes_max:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        entrance = self._doorway.entrance
        more_held = max(0, size - entrance.stranger_bytes_max) - self._held_bytes
        if more_held > 0 and self._doorway.held_bytes + more_held > entrance.held_bytes_max:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        self._doorway.held_bytes += more_held
        self._held_bytes += more_held
        self.size = size
        self.file.write(piece)
