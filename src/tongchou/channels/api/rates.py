"""How often a token may ask: counted once for all processes of a node, and told in headers.

Each token has a place in a file that all processes share in memory. It holds one instant: when
all that was asked so far would have been paid for at an even rate (the generic cell rate
algorithm). So a place needs eight bytes, whatever the rate, and nothing is ever tidied up. Two
tokens may share a place; with a hundred tokens that is one case in fifty.
"""

import mmap
import struct
import time
from dataclasses import dataclass
from functools import cache
from math import ceil
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongchou.channels.api.interface import TooMany

PLACES = 1 << 18
WINDOW_SECONDS = 60.0
INSTANT = struct.Struct("d")
POLICY = '"token";q={limit};w=60'


@dataclass(frozen=True)
class Quota:
    """What a token may still ask: how often at once, and in how many seconds as often as ever."""

    remaining: int
    seconds: int
    is_over: bool


class Rates:
    """The rates of all tokens, in a file that the processes of a node share."""

    def __init__(self, file: Path, limit: int) -> None:
        self.limit = limit
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as opened:
            opened.truncate(PLACES * INSTANT.size)
            self._places = mmap.mmap(opened.fileno(), PLACES * INSTANT.size)

    def spend(self, token: str, now: float) -> Quota:
        """Count a request of a token; `is_over` says that it is one too many, and not counted.

        An instant further ahead than a whole window was written before the clock was set back.
        """
        place = crc32(token.encode()) % PLACES * INSTANT.size
        (paid,) = INSTANT.unpack_from(self._places, place)
        begins = paid if now < paid <= now + WINDOW_SECONDS else now
        each = WINDOW_SECONDS / self.limit
        ahead = begins + each - now
        if ahead > WINDOW_SECONDS:
            return Quota(0, ceil(ahead - WINDOW_SECONDS), is_over=True)
        INSTANT.pack_into(self._places, place, begins + each)
        return Quota(int((WINDOW_SECONDS - ahead) / each), ceil(ahead), is_over=False)


@cache
def rates() -> Rates:
    """Return the rates of this node."""
    file = settings.HOME / "nodes" / settings.NODE_CODE / "rates"
    return Rates(file, settings.REQUESTS_A_MINUTE)


def spend(request: HttpRequest, token: str) -> None:
    """Count a request of a token that holds; raises `TooMany` for one too many."""
    quota = rates().spend(token, time.time())
    request.quota = quota  # type: ignore[attr-defined]  # told by `say_quota`
    if quota.is_over:
        raise TooMany(
            f"请求过于频繁,请{quota.seconds}秒后重试"
            f" · too many requests by this token; try again in {quota.seconds} s",
            seconds=quota.seconds,
        )


def say_quota(request: HttpRequest, response: HttpResponse) -> None:
    """Tell in the headers of an answer what its token may still ask, and how often it may."""
    quota: Quota | None = getattr(request, "quota", None)
    if quota:
        response["RateLimit-Policy"] = POLICY.format(limit=rates().limit)
        response["RateLimit"] = f'"token";r={quota.remaining};t={quota.seconds}'
