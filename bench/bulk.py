"""Bulk: 100,000 person-months declared and received, against a raw COPY of the same rows.

One item takes the declaration, one the receipts; each writes registry, ledger and log in one
transaction. The peer is PostgreSQL's COPY of the very rows of contributions and postings that
they left, into the same tables with the same indexes. Everybody is enrolled beforehand, as in
every month but the first; that first month is timed too, and its peer copies people as well.
"""

import gc
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

import psycopg
from shared.month import declare, due, receive
from shared.node import node
from shared.sizes import size

LIMIT = 2.0
"""The tables have no foreign keys and two indexes, so their COPY is quick: a second of the server
per 100,000 rows of both. What is on top is reading the file, the log's text, and the questions; 0.2
of it was added for the sums that the database keeps of our rows, and not of the peer's."""
PEOPLE = size(100_000, 1_000_000)
PROVINCE = "34"
AT = datetime(2024, 12, 5, 2, tzinfo=UTC)
COLUMNS = {
    "registry_person": "ssn, province, name, name_key, sex, birth_on",
    "registry_enrolment": "ssn, province, scheme, credit_code, from_month, until_month, end_reason",
    "registry_contribution": "ssn, province, scheme, month, credit_code, item_number, row,"
    " wage_fen, base_fen, employer_fen, employee_fen",
    "ledger_posting": "province, number, leg, scheme, book, month, account, holder, amount_fen",
}
MONTHS = ("2024-10", "2024-11", "2024-12")
MONTHLY = ("registry_contribution", "ledger_posting")
COPIES = {
    "registry_person": "SELECT ssn, '99', name, name_key, sex, birth_on FROM registry_person",
    "registry_enrolment": "SELECT ssn, '99', scheme, credit_code, from_month, until_month,"
    " end_reason FROM registry_enrolment",
    "registry_contribution": "SELECT ssn, province, scheme, month + 1200, credit_code,"
    " item_number, row, wage_fen, base_fen, employer_fen, employee_fen"
    " FROM registry_contribution WHERE month = {month} ORDER BY item_number, row",
    "ledger_posting": "SELECT posting.province, number || '-copy', row_number() OVER"
    " (PARTITION BY number ORDER BY declared.item_number, declared.row), posting.scheme, book,"
    " posting.month, account, holder, amount_fen FROM ledger_posting AS posting"
    " LEFT JOIN registry_contribution AS declared ON declared.ssn = holder"
    " AND declared.month = posting.month WHERE book = 'accounts' AND posting.month = {month}"
    " ORDER BY number, 3",
}
"""The rows of a month as they are copied: under another month or province, where a key asks it,
and in the order in which the file has them, since a COPY sorts nothing: legs are numbered in it."""


def month_of_work(month: str, content: bytes) -> tuple[float, float]:
    """Declare and receive one month; return the seconds of each."""
    declaring = timed(lambda: declare(month, content, province=PROVINCE, at=AT))
    receipts = due(month, province=PROVINCE, received_on="2024-11-12")
    receiving = timed(lambda: receive(receipts, province=PROVINCE, at=AT))
    return declaring, receiving


def copied(url: str, month: int, tables: tuple[str, ...]) -> float:
    """COPY the rows of a month once more, under keys of their own; return the seconds of it.

    For the copy the check that postings join an entry of their own transaction is off, and the
    triggers that keep the sums are gone: one that is merely off slows a COPY down too.
    """
    from tongchou.proof.sums import proven_tables  # noqa: PLC0415 - needs Django ready

    with psycopg.connect(url) as server:
        server.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
        for table in tables:
            for event in ("insert", "update", "delete"):
                server.execute(f"DROP TRIGGER summed_{event} ON {table}")
        server.execute("ANALYZE registry_contribution, ledger_posting")  # or the plan is a guess
        rows = {table: _taken(server, COPIES[table].format(month=month)) for table in tables}
    with psycopg.connect(url) as server:

        def copy() -> None:
            for table, text in rows.items():
                columns = COLUMNS[table]
                with server.cursor().copy(f"COPY {table} ({columns}) FROM STDIN") as copying:
                    copying.write(text)
            server.commit()

        seconds = timed(copy)
        server.execute("ALTER TABLE ledger_posting ENABLE TRIGGER USER")
        for table in tables:
            for statement in proven_tables()[table].create_triggers(table, holds_rows=False):
                server.execute(statement)
    return seconds


def _taken(server: psycopg.Connection, question: str) -> bytes:
    with server.cursor().copy(f"COPY ({question}) TO STDOUT") as taking:
        return b"".join(bytes(piece) for piece in taking)


def timed(work: Callable[[], None]) -> float:
    """Return the seconds that work takes, rubbish of earlier work swept out before."""
    gc.collect()
    began = perf_counter()
    work()
    return perf_counter() - began


def main() -> int:
    """Print both ratios; return 1 when the month that counts is over its limit."""
    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415 - needs settings
    from tongchou.standards.time import month_of  # noqa: PLC0415
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, content = declaration(PEOPLE)
    url = os.environ["DATABASE_URL"]
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    ratios = []
    for month, tables in (("2024-09", tuple(COLUMNS)), *((month, MONTHLY) for month in MONTHS)):
        declaring, receiving = month_of_work(month, content)
        raw = copied(url, month_of(month), tables)
        ratios.append((declaring + receiving) / raw)
        print(
            f"{month}: {PEOPLE:,} person-months declared in {declaring:.2f} s, received in"
            f" {receiving:.2f} s; raw COPY of their rows {raw:.2f} s; ratio {ratios[-1]:.2f}"
        )
    ratio = median(ratios[1:])
    print(f"ratio bulk: {ratio:.2f} (limit {LIMIT}; the median of the months after the first)")
    return int(ratio > LIMIT)


if __name__ == "__main__":
    with node(PROVINCE):
        sys.exit(main())
