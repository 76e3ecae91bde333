"""From the province to the ministry: how soon what is committed there is held here.

Bulk: declared person-months, from the province's last commit until the ministry holds the last
event, beside PostgreSQL's logical replication of every row that the ministry wrote for it, into
tables with the same indexes, as durable, on the same server. The first month brings new people
with it, twice as many rows; a later month brings contributions, their assessment, receipts and
entries. What a row costs is counted over every row that the ministry writes. With `--soak` months
go on until ten million contributions are held: what a row costs then, to what it cost before, and
the same of the replication into tables as full.

Small: items of one step over HTTP, some every second, from the answer in the province until the
ministry holds the item's event.
"""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from secrets import token_urlsafe
from statistics import quantiles
from time import monotonic, sleep

import django
import psycopg
from psycopg import sql
from shared.live import held_after, is_level, made_up
from shared.month import declare, due, receive
from shared.pair import MINISTRY, PROVINCE, Pair, pair, value
from shared.sizes import size

from tongchou.node.databases import secret_in
from tongchou.node.postgres import OWNER

PORT = 18_700
PASSWORD = token_urlsafe()
AT = datetime(2026, 11, 28, 2, tzinfo=UTC)
PEOPLE = size(50_000, 300_000)
FIRST, *MONTHS = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)][
    :34
]
LATER = MONTHS[: size(2, 7)]
BETWEEN, LAST = size([], MONTHS[7:26]), size([], MONTHS[26:])
"""Months until ten million contributions are held, and those that are compared with the later."""
BULK_MIN = 0.8
FIRST_MAX = 1.5
FLAT_MAX = 1.2
SMALL = {50: (50, 250), 200: None}
"""Items a second, and how long half of them and all but one in a hundred may take, in ms."""
SMALL_SECONDS = 10
LONGEST_SECONDS = 1_200
SOURCE, TARGET = "peer_source", "peer_target"
MODEL, FULL = "tongchou_model_ministry", "peer_full"
"""What the target of the replication is a copy of: empty tables, or those of the ministry."""
REPLICATING = {
    "wal_level": "logical",
    "max_wal_senders": "4",
    "max_replication_slots": "4",
    "max_slot_wal_keep_size": "-1",  # the peer's slot holds all rows before it is read
}
XACT = "SELECT pg_current_xact_id()::text::bigint"
SEALED = "SELECT max(position) FROM events_seal WHERE NOT EXISTS (SELECT FROM events_unsealed)"
HELD = "SELECT received_position FROM sync_peer WHERE code = '34'"
"""The last position of the province's log once nothing waits there, and the last one held."""


def until_held(nodes: Pair) -> float:
    """Run both nodes until the ministry holds all that the province wrote; return the seconds.

    Who looks does so as at the peer, over connections that stay: to sign in takes 5 ms of CPU.
    """
    with (
        nodes.served(MINISTRY),
        nodes.served(PROVINCE),
        psycopg.connect(nodes.url(PROVINCE), autocommit=True) as here,
        psycopg.connect(nodes.url(MINISTRY), autocommit=True) as there,
    ):
        began = monotonic()
        while here.execute(SEALED).fetchone() != there.execute(HELD).fetchone():
            assert monotonic() < began + LONGEST_SECONDS
            sleep(0.02)
        seconds = monotonic() - began
    aside = value(nodes.url(MINISTRY), "SELECT count(*) FROM sync_quarantine")
    assert not aside, f"{aside} events were set aside"
    return seconds


def replicated(nodes: Pair, since: int, into: str = MODEL) -> tuple[float, int]:
    """Replicate the rows that the ministry wrote since a transaction; return seconds and rows."""
    server = nodes.server
    copied(nodes, MODEL, SOURCE)
    copied(nodes, into, TARGET)
    tables = written_since(nodes, since)
    with psycopg.connect(server.url(SOURCE), autocommit=True) as source:
        names = sql.SQL(", ").join(map(sql.Identifier, tables))
        source.execute(
            sql.SQL(
                "CREATE PUBLICATION peer FOR TABLE {} WITH (publish_via_partition_root)"
            ).format(names)
        )
        source.execute("SELECT pg_create_logical_replication_slot('peer', 'pgoutput')")
        for table, columns in tables.items():
            fill(nodes, source, table, columns, since)
        last = source.execute("SELECT pg_current_wal_lsn()").fetchone()
        if into != MODEL:
            make_room(nodes, source, tables)
    assert last
    password = secret_in(server.passfile, OWNER)
    where = f"{server.url('peer_source').partition(' passfile')[0]} password={password}"
    with psycopg.connect(server.url(TARGET), autocommit=True) as target:
        before = counted(target, tables)
        began = monotonic()
        target.execute(
            sql.SQL(
                "CREATE SUBSCRIPTION peer CONNECTION {} PUBLICATION peer WITH (create_slot = false,"
                " slot_name = 'peer', copy_data = false, binary, synchronous_commit = 'on')"
            ).format(sql.Literal(where))
        )
        applied = (
            "SELECT pg_replication_origin_progress('pg_' || oid, true) >= %s::pg_lsn"
            " FROM pg_subscription"
        )
        while (found := target.execute(applied, last).fetchone()) is None or not found[0]:
            assert monotonic() < began + LONGEST_SECONDS
            sleep(0.02)
        seconds = monotonic() - began
        with psycopg.connect(server.url(SOURCE)) as source:
            rows = counted(source, tables)
        assert counted(target, tables) == before + rows
        target.execute("DROP SUBSCRIPTION peer")
    for name in (SOURCE, TARGET):
        drop(nodes, name)
    print(f"logical replication of the same {rows:,} rows in {seconds:.2f} s", flush=True)
    return seconds, rows


def copied(nodes: Pair, database: str, name: str) -> None:
    """Copy a database, file by file, so that no index is built anew."""
    with psycopg.connect(nodes.server.url("postgres"), autocommit=True) as owner:
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                sql.Identifier(name), sql.Identifier(database)
            )
        )


def drop(nodes: Pair, name: str) -> None:
    """Drop a database."""
    with psycopg.connect(nodes.server.url("postgres"), autocommit=True) as owner:
        owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def counted(database: psycopg.Connection, tables: Iterable[str]) -> int:
    """Return how many rows stand in these tables together."""
    counts = sql.SQL(" + ").join(
        sql.SQL("(SELECT count(*) FROM {})").format(sql.Identifier(table)) for table in tables
    )
    ((rows,),) = database.execute(sql.SQL("SELECT {}").format(counts)).fetchall()
    return int(rows)


def written_since(nodes: Pair, since: int) -> dict[str, list[str]]:
    """Return the tables with rows of later transactions, each with its columns."""
    found = {}
    with psycopg.connect(nodes.url(MINISTRY), autocommit=True) as owner:
        every = owner.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace AND relname <> 'sync_peer'"
        ).fetchall()
        for (table,) in every:
            grown = sql.SQL("SELECT FROM {} WHERE xmin::text::bigint >= {} LIMIT 1").format(
                sql.Identifier(table), sql.Literal(since)
            )
            if owner.execute(grown).fetchone() is not None:
                columns = owner.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass"
                    " AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
                    [table],
                ).fetchall()
                found[table] = [column for (column,) in columns]
    return found


def fill(
    nodes: Pair, source: psycopg.Connection, table: str, columns: Sequence[str], since: int
) -> None:
    """Copy the rows that the ministry wrote to a table since a transaction into the source."""
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    taking = sql.SQL("COPY (SELECT {} FROM {} WHERE xmin::text::bigint >= {}) TO STDOUT").format(
        names, sql.Identifier(table), sql.Literal(since)
    )
    putting = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with psycopg.connect(nodes.url(MINISTRY)) as owner, source.transaction():
        source.execute("SET LOCAL session_replication_role = replica")  # the rows, no triggers
        with owner.cursor().copy(taking) as out, source.cursor().copy(putting) as into:
            for piece in out:
                into.write(piece)


def make_room(nodes: Pair, source: psycopg.Connection, tables: Iterable[str]) -> None:
    """Delete from the target what the ministry did not add since, but change."""
    with psycopg.connect(nodes.server.url(TARGET), autocommit=True) as target:
        for table in tables:
            key = [
                name
                for (name,) in target.execute(
                    "SELECT attname FROM pg_index JOIN pg_attribute"
                    " ON attrelid = indrelid AND attnum = ANY(indkey)"
                    " WHERE indrelid = %s::regclass AND indisprimary",
                    [table],
                ).fetchall()
            ]
            named = sql.SQL(", ").join(map(sql.Identifier, key))
            facts = {"table": sql.Identifier(table), "key": named}
            target.execute(
                sql.SQL("CREATE TEMP TABLE told AS SELECT {key} FROM {table} WITH NO DATA").format(
                    **facts
                )
            )
            with (
                source.cursor().copy(
                    sql.SQL("COPY (SELECT {key} FROM {table}) TO STDOUT").format(**facts)
                ) as out,
                target.cursor().copy("COPY told FROM STDIN") as into,
            ):
                for piece in out:
                    into.write(piece)
            target.execute(
                sql.SQL("DELETE FROM {table} WHERE ({key}) IN (SELECT * FROM told)").format(**facts)
            )
            target.execute("DROP TABLE told")


def bulk(nodes: Pair) -> Iterator[tuple[str, float, float, bool]]:
    """Yield the ratios of bulk: name, value, limit, whether more is better."""
    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415 - needs settings
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, content = declaration(PEOPLE)
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    since = value(nodes.url(MINISTRY), XACT)
    first = months_held(nodes, (FIRST,), content)
    _, first_rows = replicated(nodes, since)
    since = value(nodes.url(MINISTRY), XACT)
    later = months_held(nodes, LATER, content)
    peer, later_rows = replicated(nodes, since)
    yield "bulk, rate to that of logical replication", peer / later, BULK_MIN, True
    per_row = later / later_rows
    yield "first month to a later one, per row", first / first_rows / per_row, FIRST_MAX, False
    if LAST:
        months_held(nodes, BETWEEN, content)
        copied(nodes, f"tongchou_{MINISTRY}", FULL)
        since = value(nodes.url(MINISTRY), XACT)
        last = months_held(nodes, LAST, content)
        full, rows = replicated(nodes, since, FULL)
        drop(nodes, FULL)
        grown = full / rows / (peer / later_rows)
        print(f"the replication's row to one into empty tables: {grown:.2f}", flush=True)
        yield "ten millionth row to one of the first", last / rows / per_row, FLAT_MAX, False


def months_held(nodes: Pair, months: Sequence[str], content: bytes) -> float:
    """Declare months and return in how many seconds the ministry held them."""
    for month in months:
        declare(month, content, province=PROVINCE, at=AT)
        receipts = due(month, province=PROVINCE, received_on=f"{month}-28")
        receive(receipts, province=PROVINCE, at=AT)
    django.db.connections.close_all()
    seconds = until_held(nodes)
    rows = PEOPLE * len(months)
    print(
        f"{months[0]} to {months[-1]}: {rows:,} contributions held in {seconds:.2f} s", flush=True
    )
    return seconds


def small(nodes: Pair) -> Iterator[tuple[str, float, float, bool]]:
    """Yield the ratios of small items: name, value, limit, whether more is better."""
    waiting = made_up(PROVINCE, sum(SMALL) * SMALL_SECONDS)
    with nodes.served(MINISTRY), nodes.served(PROVINCE) as province:
        while not (province.is_ready() and is_level(nodes, PROVINCE)):
            sleep(0.1)
        for rate, limits in SMALL.items():
            forms = [next(waiting) for _ in range(rate * SMALL_SECONDS)]
            delays = held_after(nodes, province, forms, rate)
            parts = quantiles(delays, n=100)
            p50, p99 = parts[49], parts[98]
            print(f"{rate} items a second: held after {p50:.0f} ms, p99 {p99:.0f} ms", flush=True)
            if limits:
                yield f"small at {rate}/s, p50", p50 / limits[0], 1, False
                yield f"small at {rate}/s, p99", p99 / limits[1], 1, False


def main() -> int:
    """Print every ratio; return 1 when one is past its limit."""
    with pair(PORT, password=PASSWORD, settings=REPLICATING) as nodes:
        os.environ |= nodes.environment(PROVINCE)
        os.environ["DJANGO_SETTINGS_MODULE"] = "tongchou.node.settings"
        django.setup()
        failed = False
        for name, ratio, limit, more_is_better in (*bulk(nodes), *small(nodes)):
            print(f"ratio {name}: {ratio:.2f} (limit {limit}{'; more is better' * more_is_better})")
            failed |= ratio < limit if more_is_better else ratio > limit
        django.db.connections.close_all()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
