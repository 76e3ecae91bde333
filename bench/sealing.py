"""Sealing: what one event costs, whatever waits and however long the log is.

The peer is a plain COPY of as many finished seals into the same table. Cost per event is
compared between 500 and 10,000 waiting events, and between an empty log and one of 100,000. The
server does not wait for its disk: that costs once a batch, and belongs to the disk.
"""

import gc
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import psycopg
from shared.node import node
from shared.sizes import size

FLAT_LIMIT = 1.3 / 0.7  # each within 30 % of one cost
LENGTH_LIMIT = 1.3
COPY_LIMIT = 20.0
WAITING = (500, 1_000, 5_000, 10_000)
LOG = size(100_000, 1_000_000)
TURNS = 7
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
BODY = '{"credit_codes":["91340104B8PHNT1R2T"],"division_codes":["340104"],"names":["%s"]}'

SEALS = (
    "SELECT position + 10000000000, event_id + 10000000000, algorithm, previous_hash, hash"
    " FROM events_seal ORDER BY position LIMIT {}"
)

WAIT = """
WITH written AS (
    INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)
    SELECT 'employers_registered', '34-20241205-000001', '', %s, 1, %s
    FROM generate_series(1, %s) RETURNING id
)
INSERT INTO events_unsealed (event_id) SELECT id FROM written
"""


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that work takes, rubbish of earlier work swept out before."""
    gc.collect()
    began = perf_counter()
    work()
    return perf_counter() - began


def seal_all() -> None:
    """Seal whatever waits."""
    from tongchou.events.changes import seal  # noqa: PLC0415 - needs settings

    while seal():
        pass


def cost(url: str, waiting: int) -> float:
    """Return the microseconds that sealing takes for each of so many waiting events."""
    with psycopg.connect(url) as owner:
        owner.execute(WAIT, [AT, BODY % "皖江机械有限公司", waiting])
    return timed(seal_all) / waiting * 1e6


def costs(url: str) -> dict[int, float]:
    """Return the cost of an event by how many wait: the least of several turns, taken in turn."""
    turns = [{waiting: cost(url, waiting) for waiting in WAITING} for _ in range(TURNS)]
    return {waiting: min(turn[waiting] for turn in turns) for waiting in WAITING}


def copy_cost(url: str, count: int) -> float:
    """Return the microseconds that a COPY takes for each of so many seals."""
    with psycopg.connect(url) as owner:
        with owner.cursor().copy(f"COPY ({SEALS.format(count)}) TO STDOUT") as taking:
            rows = b"".join(bytes(piece) for piece in taking)

        def copy() -> None:
            columns = "position, event_id, algorithm, previous_hash, hash"
            with owner.cursor().copy(f"COPY events_seal ({columns}) FROM STDIN") as copying:
                copying.write(rows)

        seconds = timed(copy)
        owner.rollback()
    return seconds / count * 1e6


def main(url: str) -> int:
    """Print the ratios; return 1 when one of them is over its limit."""
    cost(url, 1_000)  # warm
    short = costs(url)
    single = min(cost(url, 1) for _ in range(20))
    with psycopg.connect(url) as owner:
        owner.execute(WAIT, [AT, BODY % "皖江机械有限公司", LOG])
    seal_all()
    long = costs(url)
    copied = min(copy_cost(url, 10_000) for _ in range(TURNS))
    for waiting in WAITING:
        print(f"{waiting:>6,} waiting: {short[waiting]:.0f} µs an event, {long[waiting]:.0f} µs"
              f" behind {LOG:,} more")  # fmt: skip
    print(f"     1 waiting: {single:.0f} µs; COPY of finished seals: {copied:.1f} µs each")
    ratios = {
        "flat": (max(long.values()) / min(long.values()), FLAT_LIMIT),
        "length": (median(long[one] / short[one] for one in WAITING), LENGTH_LIMIT),
        "copy": (long[10_000] / copied, COPY_LIMIT),
    }
    for name, (ratio, limit) in ratios.items():
        print(f"ratio sealing {name}: {ratio:.2f} (limit {limit:.2f})")
    return int(any(ratio > limit for ratio, limit in ratios.values()))


if __name__ == "__main__":
    with node("34", settings={"fsync": "off", "synchronous_commit": "off"}) as made:
        sys.exit(main(made.url))
