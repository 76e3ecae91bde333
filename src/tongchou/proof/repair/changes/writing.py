"""Writing damaged rows as the log says them, as the owner of the tables."""

from collections.abc import Collection, Iterable, Sequence

from django.db import connection

from tongchou.ledger.balances import BALANCES, unequal_turnovers
from tongchou.ledger.changes import hold
from tongchou.proof.deep.lines import ENTRIES, POSTINGS
from tongchou.proof.deep.logs import Log, Told
from tongchou.proof.repair.damage import BOOKS, Damaged
from tongchou.proof.sums import proven_tables
from tongchou.registry.counters import COUNTERS
from tongchou.standards.messages import EntryPosted, parse
from tongchou.storage.proven import SUMS
from tongchou.storage.rows import execute, fetch

_TYPES = """
SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
WHERE attrelid = %(table)s::regclass AND attnum > 0 AND NOT attisdropped
"""


def write(damaged: Sequence[Damaged]) -> None:
    """Write rows as the log says them, then balances and sums as the rows say them."""
    books = [one for one in damaged if one.table in BOOKS]
    for one in damaged:
        if one.table == COUNTERS.table:
            _count(one)
        elif one.table not in BOOKS:
            _put(one)
    for node in sorted({one.node for one in books}):
        _book_anew(node, {one.key["number"] for one in books if "number" in one.key})
    nodes = {one.node for one in damaged}
    touched = {one.table for one in damaged} | ({ENTRIES.name, POSTINGS.name} if books else set())
    for table in sorted(touched & set(proven_tables())):
        sum_anew(table, nodes)


def _put(row: Damaged) -> None:
    """Insert, change or remove one row; names come from code, types from the catalogue."""
    types: dict[str, str] = dict(fetch(_TYPES, table=row.table))
    cells = dict(zip(row.columns, row.told or row.held or (), strict=False))
    if "province" in types:
        cells["province"] = row.node
    keys = {name: cells[name] for name in (*row.key, *({"province"} & set(types)))}
    given = {name: f"%({name})s::{types[name]}" for name in cells}
    chosen = " AND ".join(f'"{name}" = {given[name]}' for name in keys)
    if row.told is None:
        statement = f"DELETE FROM {row.table} WHERE {chosen}"  # noqa: S608  # see above
    elif row.held is None:
        columns = ", ".join(f'"{name}"' for name in given)
        statement = f"INSERT INTO {row.table} ({columns}) VALUES ({', '.join(given.values())})"  # noqa: S608  # see above
    else:
        changed = ", ".join(f'"{name}" = {value}' for name, value in given.items())
        statement = f"UPDATE {row.table} SET {changed} WHERE {chosen}"  # noqa: S608  # see above
    written = execute(statement, **cells)
    if written != 1:
        raise RuntimeError(f"{written} rows of {row.table} written, of one")


def _count(row: Damaged) -> None:
    """Append to a counter what it lacks."""
    scheme, name, told = row.told or ()
    held = int(row.held[2] or 0) if row.held else 0
    COUNTERS.append(province=row.node, scheme=scheme, name=name, amount=int(told or 0) - held)


_REMOVE = """
WITH postings AS (
    DELETE FROM ledger_posting WHERE province = %(node)s AND number = ANY(%(numbers)s::text[])
)
DELETE FROM ledger_entry WHERE province = %(node)s AND number = ANY(%(numbers)s::text[])
RETURNING number, place
"""
_PLACE = """
UPDATE ledger_entry SET place = %(place)s WHERE province = %(node)s AND number = %(number)s
"""


def _book_anew(node: str, numbers: Collection[str]) -> None:
    """Take entries out with their postings, and hold them as the log tells them.

    An entry keeps its place among the movements. The ledger's law judges it as it did the first
    time. What that adds to balances twice, or was changed in them, is taken back.
    """
    places = fetch(_REMOVE, node=node, numbers=list(numbers))
    for event in _entries_told(node, numbers):
        message = parse(event.kind, event.body)
        if isinstance(message, EntryPosted):
            hold(message, province=node, item_number=event.item_number)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for number, place in places:
        execute(_PLACE, node=node, number=number, place=place)
    for one in unequal_turnovers(node):
        BALANCES.append(
            province=node,
            scheme=one.scheme,
            book=one.book,
            month=one.month,
            account=one.account,
            debit_fen=one.posted_debit_fen - one.kept_debit_fen,
            credit_fen=one.posted_credit_fen - one.kept_credit_fen,
        )


def _entries_told(node: str, numbers: Collection[str]) -> Iterable[Told]:
    """Return the events that tell of these entries, in the order of the log."""
    marks = [f'"number":"{number}"' for number in numbers]
    for page in Log(node).events([EntryPosted.kind]):
        for event in page:
            if any(mark in event.body for mark in marks):
                yield event


def sum_anew(table: str, provinces: Collection[str]) -> list[tuple[str, int]]:
    """Append to the sums of a table what they lack: they are what its rows come to again.

    They lack something where rows were changed while the triggers were off. Sums and rows are read
    in one snapshot, so nothing that others write meanwhile is counted twice. A letter counts for
    two provinces, so of transfers all are read. Returns the province and month of each sum that
    was wrong.
    """
    summed = proven_tables()[table]
    is_shared = len(summed.proven.provinces) > 1
    rows = table if is_shared else f"(SELECT * FROM {table} WHERE {_OF_THEM}) AS of_them"  # noqa: S608  # from code
    of_them = "true" if is_shared else _OF_THEM
    keys, amounts = ", ".join(SUMS.keys), SUMS.amounts
    less = ", ".join(f"-{name} AS {name}" for name in amounts)
    totals = ", ".join(f"sum({name})" for name in amounts)
    lacking = " OR ".join(f"sum({name}) <> 0" for name in amounts)
    # Names come from code.
    return fetch(
        f"""
        INSERT INTO {SUMS.table}_delta ({keys}, {", ".join(amounts)})
        SELECT {keys}, {totals} FROM (
            {summed.sums(rows)}
            UNION ALL
            SELECT {keys}, {less} FROM {SUMS.rows} AS kept
            WHERE name = %(table)s AND {of_them}
        ) AS both_sides GROUP BY {keys} HAVING {lacking}
        RETURNING province, month
        """,  # noqa: S608
        table=table,
        provinces=list(provinces),
    )


_OF_THEM = "province = ANY(%(provinces)s::text[])"
