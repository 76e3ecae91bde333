"""Searches by which somebody fishes for people 撒网式查询 made slow: so many a sign-in and hour.

What is counted are the looks that were noted, each text once: who turns a page, or asks the same
again, has not searched anew. A search that was refused for this reason is noted with it, and does
not count.
"""

from datetime import datetime, timedelta
from math import ceil

from tongchou.agency.models import AccessRecord

WINDOW = timedelta(hours=1)
READ_MAX = 10
"""How many looks are read for each text that is allowed: whoever asks each of them oftener than
that, one with another, may look for a few more."""

TOO_MANY = "search.too_many"
"""The code of the refusal, with which such a search is noted."""


def minutes_to_wait(login: str, search: str, *, most: int, at: datetime) -> int:
    """Return how many minutes a sign-in must wait before it may look for another text; 0 for now.

    It may look for `most` texts an hour.
    """
    looks = AccessRecord.objects.filter(login=login, looked_at__gt=at - WINDOW, search__gt="")
    texts = looks.exclude(search=search).exclude(reason=TOO_MANY)
    newest_first = texts.order_by("-looked_at").values_list("search", "looked_at")
    last: dict[str, datetime] = {}
    for text, looked_at in newest_first[: most * READ_MAX]:
        last.setdefault(text, looked_at)
    if len(last) < most:
        return 0
    free_at = sorted(last.values())[len(last) - most] + WINDOW
    return max(1, ceil((free_at - at).total_seconds() / 60))
