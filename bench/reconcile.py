"""Reconcile: a province's rows and the ministry's copy of them, with one altered field and without.

Both tiers hold the same person-months in two databases of one server, a month after the other;
the ministry serves in a process of its own, and the province answers it over HTTP. Timed is the
whole dialogue, from the first request to the verdict. The peer is reladiff, over the same two
tables in the same run. Then what keeping the sums costs the writers: months are declared and
received with the triggers that keep them, and without.
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
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
WRITERS = size(20_000, 100_000)
ROUNDS = 5
PORT = 8830
FIRST_MONTH = 24_265
"""2022-01."""
TABLE = "registry_contribution"
KEY = ("ssn", "month")
COLUMNS = ("credit_code", "item_number", "row", "wage_fen", "base_fen", "employer_fen",
           "employee_fen")  # fmt: skip
FIELDS = f"ssn, province, scheme, month, {', '.join(COLUMNS)}"
ROWS = """
SELECT to_char(340104190000000000 + number * 977, 'FM000000000000000000'), '34', '110', %(month)s,
       '91340104' || to_char(number / 25, 'FM0000000000'), '34-20241105-000001', number,
       500000 + number %% 1000, 500000 + number %% 1000, 80000, 40000
FROM generate_series(1, %(people)s) AS people (number)
"""
ALTER = """
UPDATE registry_contribution SET base_fen = base_fen + %(by)s
WHERE month = %(month)s AND row = 7777
"""
ASK = """
INSERT INTO proof_reconciliation (province, asked_at, asked_by, state, step, tries, agenda, own,
                                  down, missing, surplus, different, is_whole)
VALUES ('34', now(), '', 'asked', 0, 0, '[]', 0, 0, 0, 0, 0, true) RETURNING id
"""
LEFT_OPEN = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND state = 'idle in transaction'
"""
VERDICT = (
    "SELECT state, step, missing + surplus + different FROM proof_reconciliation WHERE id = %s"
)


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
    from tongchou.sync.calls import Link  # noqa: PLC0415
    from tongchou.sync.keys import Keyring  # noqa: PLC0415

    with psycopg.connect(nodes.url(MINISTRY), autocommit=True) as owner:
        ((asked,),) = owner.execute(ASK).fetchall()
        with httpx.Client(base_url=f"http://127.0.0.1:{nodes.port}", timeout=600) as client:
            link = Link(MINISTRY, client, Keyring(nodes.home, PROVINCE))
            began = perf_counter()
            answer_questions(link, at=datetime.now(UTC), bring=lambda _: None)
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


def end_peers(nodes: Pair) -> None:
    """End the sessions that the peer leaves in a transaction, whose locks keep triggers as is."""
    for code in (PROVINCE, MINISTRY):
        with psycopg.connect(nodes.url(code), autocommit=True) as owner:
            owner.execute(LEFT_OPEN)


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


def costs() -> list[float]:
    """Declare and receive months with the sums kept and without; return the ratios of CPU.

    Each month with them is set against the mean of the months before and after it, without. CPU
    is this process's and that of the server's process behind it.
    """
    from bulk import AT, month_of_work  # noqa: PLC0415 - needs Django ready
    from django.db import connection  # noqa: PLC0415

    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, content = declaration(WRITERS)
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    month_of_work("2024-01", content)  # the first month enrols everybody
    used = []
    for number in range(2 * ROUNDS + 1):  # 2024-02 to 2024-12
        keep_sums(number % 2 == 1)
        connection.ensure_connection()
        server = connection.connection.info.backend_pid
        began = process_time() + cpu_seconds(server)
        month_of_work(f"2024-{2 + number:02d}", content)
        used.append(process_time() + cpu_seconds(server) - began)
    return [
        2 * used[place] / (used[place - 1] + used[place + 1]) for place in range(1, len(used), 2)
    ]


def keep_sums(kept: bool) -> None:
    """Make the triggers that keep the sums, or take them away, as the owner."""
    from tongchou.proof.sums import proven_tables  # noqa: PLC0415 - needs Django ready

    with psycopg.connect(os.environ["DATABASE_URL"]) as owner:
        for name, table in proven_tables().items():
            for relation in (name, f"{name}_rest"):
                ((is_there,),) = owner.execute("SELECT to_regclass(%s)", [relation]).fetchall()
                if is_there:
                    for event in ("insert", "update", "delete", "truncate"):
                        owner.execute(f"DROP TRIGGER IF EXISTS summed_{event} ON {relation}")
                    for statement in table.create_triggers(relation, holds_rows=False) * kept:
                        owner.execute(statement)


def cpu_seconds(process: int) -> float:
    """Return the CPU that a process used so far."""
    told = Path(f"/proc/{process}/schedstat").read_text(encoding="ascii")
    return int(told.split()[0]) / 1e9


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
        end_peers(nodes)
        cost = median(costs())
        print(f"ratio reconcile writers: {cost:.2f} (limit {COST_LIMIT})")
        django.db.connections.close_all()
    return int(failed or cost > COST_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
