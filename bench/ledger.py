"""The ledger and the ministry's first page: as quick at many postings as at few.

    python bench/ledger.py              # 2,000,000 and 6,000,000 postings
    python bench/ledger.py --soak       # 2,000,000 and 20,000,000

A ministry's database is filled with the books of all provinces. At each size the accounts' books
and the fund's are asked for as the page and the machine interface ask for them, and the first
page is fetched in process, whole and as the poll that finds nothing new. What is held to a limit
is the median time on the clock, in milliseconds: a busy machine may fail it.
"""

import os
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from secrets import token_urlsafe
from statistics import median
from time import perf_counter

import psycopg
from shared.node import node
from shared.sizes import size

SIZES = size((2_000_000, 6_000_000), (2_000_000, 20_000_000))
REPEATS = 15
BOOKS_MS, PAGE_MS = 100, 30
GROWTH_MAX = 1.5
"""How much slower the books may be at the last size than at the first: noise, and no growth."""
MONTHS = 60
"""Five years of months, in which each province books; the last one is asked for."""
LAST_MONTH = "2024-12"


def provinces() -> list[str]:
    """Return the codes of all provinces."""
    from tongchou.standards import codes  # noqa: PLC0415 - beside its use

    return [code for code in codes.table("divisions") if code != "00"]


_ENTRY = """
INSERT INTO ledger_entry
    (province, number, scheme, book, posted_on, month, item_number, memo, memo_en)
VALUES (%(province)s, %(number)s, '110', %(book)s, '2024-12-05', %(month)s, %(number)s, '', '')
"""

_CASH = """
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT %(province)s, %(number)s, leg, '110', 'fund', %(month)s, account, '', fen
FROM unnest('{1,2,3,4}'::int[], '{1003,1004,1005,4001.01}'::text[], '{5,6,7,-18}'::bigint[])
    AS given (leg, account, fen)
"""

_POSTINGS = """
INSERT INTO ledger_posting
    (province, number, leg, scheme, book, month, account, holder, amount_fen)
SELECT %(province)s, %(number)s, leg, '110', 'accounts', %(month)s,
       CASE leg WHEN 1 THEN '8101' ELSE '8001' END,
       CASE leg WHEN 1 THEN '' ELSE lpad((leg + %(first)s)::text, 18, '1') END,
       CASE leg WHEN 1 THEN (%(legs)s - 1) * 64000 ELSE -64000 END
FROM generate_series(1, %(legs)s) AS leg
"""


def fill(already: int, postings: int) -> float:
    """Post until there are so many postings, for every province and month; return the seconds."""
    from django.db import transaction  # noqa: PLC0415 - needs Django ready

    from tongchou.ledger.changes import fold  # noqa: PLC0415
    from tongchou.registry.counters import count  # noqa: PLC0415
    from tongchou.standards.time import month_of  # noqa: PLC0415
    from tongchou.storage.rows import execute  # noqa: PLC0415

    places = [(code, back) for back in range(MONTHS) for code in provinces()]
    legs = (postings - already) // len(places)
    began = perf_counter()
    for first, (province, back) in enumerate(places):
        month = month_of(LAST_MONTH) - back
        facts = {"province": province, "number": f"{province}-{month}-{postings}", "month": month}
        cash = {**facts, "number": f"{facts['number']}-cash"}
        with transaction.atomic():
            execute(_ENTRY, **cash, book="fund")
            execute(_CASH, **cash)
            execute(_ENTRY, **facts, book="accounts")
            execute(_POSTINGS, **facts, legs=legs, first=first * legs)
            count("people", legs - 1, province=province, scheme="110")
            count("person_months", legs - 1, province=province, scheme="110")
    fold()
    seconds = perf_counter() - began
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")  # or the server would do it while we measure
        owner.execute("CHECKPOINT")
    return seconds


@dataclass(frozen=True)
class Taken:
    """What one question takes on the clock, and its limit; in milliseconds."""

    clock_ms: float
    limit_ms: float


def taken(work: Callable[[], object], limit_ms: float) -> Taken:
    """Return what work takes once it is warm."""
    work()
    clock = []
    for _ in range(REPEATS):
        began = perf_counter()
        work()
        clock.append((perf_counter() - began) * 1_000)
    return Taken(median(clock), limit_ms)


def asked() -> dict[str, Taken]:
    """Ask for all that has a limit; return what each took by its name."""
    from django.test import Client  # noqa: PLC0415 - needs Django ready

    from tongchou.agency.models import Clerk  # noqa: PLC0415
    from tongchou.ministry.books.queries import national_books  # noqa: PLC0415
    from tongchou.standards.time import month_of  # noqa: PLC0415

    visitor = Client(SERVER_NAME="localhost")
    visitor.force_login(Clerk.objects.get(login="supervisor"))
    (seen,) = re.findall(r"[?]seen=(\w+)", visitor.get("/nation/").content.decode())

    def poll() -> None:
        asking = {"HX-Request": "true"}
        answer = visitor.get("/nation/", {"seen": seen}, headers=asking)
        assert answer.status_code == HTTPStatus.NO_CONTENT, answer

    month = month_of(LAST_MONTH)
    return {
        "accounts_books": taken(
            lambda: national_books(month, scheme="110", book="accounts"), BOOKS_MS
        ),
        "landing_page": taken(lambda: visitor.get("/nation/"), PAGE_MS),
        "poll": taken(poll, PAGE_MS),
    }


def main(sizes: Sequence[int]) -> int:
    """Print every ratio; return 1 when one is over its limit."""
    ratios: list[tuple[str, float, float]] = []
    books_ms: list[float] = []
    already = 0
    for postings in sizes:
        seconds = fill(already, postings)
        already = postings
        found = asked()
        books_ms.append(found["accounts_books"].clock_ms)
        told = ", ".join(f"{name} {one.clock_ms:.1f} ms" for name, one in found.items())
        print(f"{postings:,} postings, posted in {seconds:.0f} s: {told}")
        ratios += [
            (f"{name} at {postings:,}", one.clock_ms / one.limit_ms, 1.0)
            for name, one in found.items()
        ]
    ratios.append(("accounts_books, last size to first", books_ms[-1] / books_ms[0], GROWTH_MAX))
    for name, ratio, limit in ratios:
        print(f"ratio {name}: {ratio:.2f} (limit {limit})")
    return int(any(ratio > limit for _, ratio, limit in ratios))


if __name__ == "__main__":
    with node("00", password=token_urlsafe(), peers=provinces()):
        sys.exit(main(SIZES))
