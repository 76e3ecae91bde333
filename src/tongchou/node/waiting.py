"""Callers who wait for the log to go on: they hold no thread, and one question serves them all."""

import asyncio
from collections.abc import Awaitable, Callable

from tongchou.channels.api.waiting import WAITING_MAX

ASKED_EVERY_SECONDS = 0.25


class Waiting:
    """Those who wait in one process; as many processes as a node has share the places.

    `tip` asks how far the log is. It is asked while somebody waits, once for all of them.
    """

    def __init__(self, tip: Callable[[], Awaitable[int]], *, places: int = WAITING_MAX) -> None:
        self._tip = tip
        self._places = places
        self._inside = 0
        self._seen = 0
        self._asking: asyncio.Task[None] | None = None
        self._moved = asyncio.Condition()

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return self._inside >= self._places

    async def until_behind(self, position: int, seconds: float) -> None:
        """Return once the log is beyond a position, at the latest after so many seconds."""
        self._inside += 1
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask())
        try:
            async with asyncio.timeout(seconds), self._moved:
                await self._moved.wait_for(lambda: self._seen > position)
        except TimeoutError:
            return
        finally:
            self._inside -= 1

    async def _ask(self) -> None:
        """Ask how far the log is, as long as anybody waits."""
        while self._inside:
            seen = await self._tip()
            async with self._moved:
                self._seen = seen
                self._moved.notify_all()
            await asyncio.sleep(ASKED_EVERY_SECONDS)
