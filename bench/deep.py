"""The deep proof within a node, beside `COPY TO` of the same tables.

    python bench/deep.py              # 1,000,000 contributions, and as many postings
    python bench/deep.py --soak       # 10,000,000 of each

A province's people are declared and received month by month, as in life. Then the server writes
the tables that are proven into nothing (`COPY … TO '/dev/null'`, the fastest way out), and the
deep proof reads the log and compares every row, in rounds one after the other. What is held to a
limit is the median of the rounds' ratios, on the clock.
"""

import os
import sys
from datetime import UTC, datetime
from statistics import median
from time import perf_counter, process_time

import psycopg
from shared.month import declare, due, receive
from shared.node import node
from shared.sizes import size

PROVINCE = "34"
PEOPLE = size(100_000, 1_000_000)
MONTHS = [f"2024-{month:02}" for month in range(1, 11)]
ROUNDS = 3
LIMIT = 1 / 0.15
"""A proof at 15 % of the speed of COPY takes so many times as long."""
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
TABLES = (
    "registry_employer", "registry_person", "registry_enrolment", "registry_assessment",
    "registry_contribution", "registry_receipt", "ledger_entry", "ledger_posting",
    "ledger_balance", "workflow_item", "workflow_step", "workflow_attachment",
    "workflow_content",
)  # fmt: skip


def fill() -> None:
    """Declare and receive everybody, month by month, and seal the log."""
    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415 - needs settings
    from tongchou.events.changes import seal  # noqa: PLC0415
    from tongchou.ledger.changes import fold  # noqa: PLC0415
    from tongchou.registry import counters  # noqa: PLC0415
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, content = declaration(PEOPLE)
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    for month in MONTHS:
        declare(month, content, province=PROVINCE, at=AT)
        receipts = due(month, province=PROVINCE, received_on="2024-11-12")
        receive(receipts, province=PROVINCE, at=AT)
    while seal():
        pass
    fold()
    counters.fold()


def copied() -> float:
    """Write the tables into nothing; return the seconds."""
    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        began = perf_counter()
        for table in TABLES:
            owner.execute(f"COPY (SELECT * FROM {table}) TO '/dev/null'")  # noqa: S608
        return perf_counter() - began


def proven() -> tuple[float, float]:
    """Prove the node; return the seconds on the clock, and those of this process."""
    from tongchou.proof import changes  # noqa: PLC0415 - needs Django ready
    from tongchou.proof.deep.job import work  # noqa: PLC0415

    assert changes.ask(by="bench", at=AT) is not None
    began, own = perf_counter(), process_time()
    run = work(lambda: AT)
    assert run is not None
    assert run.outcome == "whole", (run.outcome, run.fault, run.findings)
    return perf_counter() - began, process_time() - own


def main() -> int:
    """Print the ratio; return 1 when it is over its limit."""
    began = perf_counter()
    fill()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as owner:
        owner.execute("VACUUM (ANALYZE)")  # or the server would do it while we measure
        ((rows,),) = owner.execute("SELECT count(*) FROM registry_contribution").fetchall()
        ((postings,),) = owner.execute("SELECT count(*) FROM ledger_posting").fetchall()
    print(
        f"{rows:,} contributions, {postings:,} postings, filled in {perf_counter() - began:.0f} s"
    )
    ratios = []
    for _ in range(ROUNDS):
        raw, (seconds, own) = copied(), proven()
        ratios.append(seconds / raw)
        print(
            f"COPY TO {raw:.2f} s; deep proof {seconds:.2f} s, of which {own:.2f} s in its own"
            f" process; {raw / seconds:.0%} of its speed"
        )
    ratio = median(ratios)
    print(f"ratio deep: {ratio:.2f} (limit {LIMIT:.2f})")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    with node(PROVINCE):
        sys.exit(main())
