"""Reconcile: a province's rows and the ministry's copy of them, with one altered field and without.

Both tiers hold the same person-months in two databases of one server, a month after the other;
the ministry serves in a process of its own, and the province answers it over HTTP. Timed is the
whole dialogue, from the first request to the verdict. The peer is reladiff, over the same two
tables in the same run. Then what keeping the sums costs: the same rows are written by COPY and
by INSERT with the triggers that keep them, and without.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import NamedTuple

import django
import httpx
import psycopg
from psycopg.conninfo import conninfo_to_dict
from reladiff import connect_to_table, diff_tables
from shared.pair import MINISTRY, PROVINCE, Pair, pair
from shared.sizes import size

LIMIT = 5.0
"""How many times faster than the peer, with a difference and without."""
SECONDS_MAX, SECONDS_EQUAL_MAX, QUESTIONS_MAX = 5.0, 1.0, 200
COST_LIMIT = 1.1
MONTHS, PEOPLE = size(20, 33), size(50_000, 303_031)
"""1,000,000 rows, or 10,000,000."""
WRITTEN = 20_000
ROUNDS = 5
PORT = 8830
FIRST_MONTH = 24_265
"""2022-01."""
TABLE = "registry_contribution"
KEY = ("ssn", "month")
COLUMNS = ("credit_code", "item_number", "row", "wage_fen", "base_fen", "employer_fen",
           "employee_fen")  # fmt: skip
FIELDS = f"ssn, province, scheme, month, {', '.join(COLUMNS)}"
ROWS = f"""
SELECT to_char(340104190000000000 + number * 977, 'FM000000000000000000'), '34', '110', %(month)s,
       '91340104B8PHNT1R2T', '34-20241105-000001', number, 500000 + number %% 1000,
       500000 + number %% 1000, 80000, 40000
FROM generate_series(1, %(people)s) AS people (number)
"""
ALTER = f"UPDATE {TABLE} SET base_fen = base_fen + %(by)s WHERE month = %(month)s AND row = 7777"
ASK = """
INSERT INTO proof_reconciliation (province, asked_at, asked_by, state, step, tries, agenda, own,
                                  down, missing, surplus, different, is_whole)
VALUES ('34', now(), '', 'asked', 0, 0, '[]', 0, 0, 0, 0, 0, true) RETURNING id
"""
VERDICT = "SELECT state, step, missing + surplus + different FROM proof_reconciliation WHERE id = %s"


class Run(NamedTuple):
    """How long a comparison took, how many questions it asked, and how many rows it named."""

    seconds: float
    questions: int
    found: int


def fill(nodes: Pair) -> None:
    """Write the same months into both tiers, as the owner; the sums are kept by the way."""
    for code in (MINISTRY, PROVINCE):
        with psycopg.connect(nodes.url(code), autocommit=True) as owner:
            for month in range(FIRST_MONTH, FIRST_MONTH + MONTHS):
                facts = {"month": month, "people": PEOPLE}
                owner.execute(f"INSERT INTO {TABLE} ({FIELDS}) {ROWS}", facts)
                owner.execute("SELECT proof_sum_fold()")
            owner.execute("VACUUM ANALYZE")


def alter(nodes: Pair, by: int) -> None:
    """Change one field of one row at the ministry, past the system."""
    with psycopg.connect(nodes.url(MINISTRY)) as owner:
        owner.execute(ALTER, {"by": by, "month": FIRST_MONTH + MONTHS // 2})


def reconciled(nodes: Pair) -> Run:
    """Ask for a comparison, let the province answer, and return what came of it."""
    from tongchou.proof.reconcile.exchange import answer_questions  # noqa: PLC0415 - needs Django
    from tongchou.sync.exchange import Link  # noqa: PLC0415
    from tongchou.sync.keys import Keyring  # noqa: PLC0415

    with psycopg.connect(nodes.url(MINISTRY), autocommit=True) as owner:
        ((asked,),) = owner.execute(ASK).fetchall()
        with httpx.Client(base_url=f"http://127.0.0.1:{nodes.port}", timeout=600) as client:
            link = Link(MINISTRY, client, Keyring(nodes.home, PROVINCE))
            began = perf_counter()
            answer_questions(link, at=datetime.now(UTC), bring=repr)  # the log is empty: level
            seconds = perf_counter() - began
        ((state, questions, found),) = owner.execute(VERDICT, [asked]).fetchall()
    assert state in {"equal", "different"}, state
    return Run(seconds, questions, found)


def peer(nodes: Pair) -> Run:
    """Let reladiff compare the two tables; return what came of it."""
    began = perf_counter()
    here, there = (
        connect_to_table(_known_to_libpq(nodes.url(code)), table, KEY, thread_count=2)
        for code, table in ((PROVINCE, f"{TABLE}_rest"), (MINISTRY, f"{TABLE}_{PROVINCE}"))
    )
    differing = list(
        diff_tables(here, there, extra_columns=COLUMNS, threaded=True, max_threadpool_size=2)
    )
    return Run(perf_counter() - began, 0, len(differing) // 2)


def _known_to_libpq(url: str) -> dict[str, str]:
    """Return a server's address as reladiff takes it: a row of names, the driver among them."""
    return {"driver": "postgresql", **{k: str(v) for k, v in conninfo_to_dict(url).items()}}


def compared(nodes: Pair) -> Iterator[tuple[str, float, bool]]:
    """Compare both ways, with an altered field and without; return name, ratio, and if it holds."""
    for name, by, seconds_max in (("equal", 0, SECONDS_EQUAL_MAX), ("altered", 1, SECONDS_MAX)):
        alter(nodes, by)
        runs = [reconciled(nodes) for _ in range(ROUNDS)]
        ours, theirs = sorted(runs)[len(runs) // 2], peer(nodes)
        alter(nodes, -by)
        print(
            f"{PEOPLE * MONTHS:,} rows, {name}: {ours.seconds:.3f} s, {ours.questions} questions,"
            f" {ours.found} rows named (limit {seconds_max} s, {QUESTIONS_MAX} questions);"
            f" reladiff {theirs.seconds:.2f} s, {theirs.found} rows named"
        )
        assert ours.found == theirs.found == by
        ratio = theirs.seconds / ours.seconds
        holds = ours.seconds < seconds_max and ours.questions < QUESTIONS_MAX and ratio >= LIMIT
        yield name, ratio, holds


def written(nodes: Pair, *, with_sums: bool) -> float:
    """Write a month of rows that is then undone; return the server's seconds of CPU for it."""
    with psycopg.connect(nodes.url(PROVINCE)) as owner:
        if not with_sums:
            for event in ("insert", "update", "delete"):
                owner.execute(f"DROP TRIGGER summed_{event} ON {TABLE}")
        began = _cpu_seconds(owner)
        owner.execute(
            f"INSERT INTO {TABLE} ({FIELDS}) {ROWS}", {"month": 1, "people": WRITTEN}
        )
        used = _cpu_seconds(owner) - began
        owner.rollback()
    return used


def _cpu_seconds(server: psycopg.Connection) -> float:
    """Return the CPU that the server's process behind a connection used so far."""
    with open(f"/proc/{server.info.backend_pid}/schedstat", encoding="ascii") as told:  # noqa: PTH123
        return int(told.read().split()[0]) / 1e9


def main() -> int:
    """Print every ratio; return 1 when one is past its limit."""
    with pair(PORT, password="") as nodes:
        os.environ |= nodes.environment(PROVINCE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.node.settings"
        django.setup()
        fill(nodes)
        failed = False
        with nodes.served(MINISTRY):
            for name, ratio, holds in compared(nodes):
                print(f"ratio reconcile {name}: {ratio:.1f} (limit {LIMIT}; more is better)")
                failed |= not holds
        costs = [written(nodes, with_sums=True) / written(nodes, with_sums=False)
                 for _ in range(ROUNDS)]  # fmt: skip
        print(f"ratio reconcile writers: {median(costs):.2f} (limit {COST_LIMIT})")
        django.db.connections.close_all()
    return int(failed or median(costs) > COST_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
