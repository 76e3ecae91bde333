"""What a node holds of a province, part by part: the kept sums, finer ones, and rows."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from tongchou.proof.reconcile.dialogue import Part, Path, Question, Sum
from tongchou.proof.sums import proven_tables
from tongchou.standards.codes import MINISTRY
from tongchou.storage.proven import BUCKET_BITS, BUCKETS, SUMS, Summed
from tongchou.storage.rows import Ask

LONG = 64
"""A longer text stands in a row as its digest: a difference shows, and an answer stays small."""

_KEPT = f"""
SELECT {{child}}::text, sum(rows), sum(low), sum(high) FROM {SUMS.rows} AS kept
WHERE province = %(province)s AND name = ANY(%(tables)s::text[])
  AND (%(month)s::int IS NULL OR month = %(month)s)
GROUP BY {{child}}
HAVING sum(rows) <> 0 OR sum(low) <> 0 OR sum(high) <> 0
"""  # noqa: S608  # names come from code


class Standing(NamedTuple):
    """Where a node stood in a snapshot: the last positions of two logs whose effects it held.

    `own` is of the province's log, `down` of the ministry's, from which letters come.
    """

    own: int
    down: int


# An event that waits for its seal is the next position: its effects are in the snapshot already.
_STANDING = """
SELECT (SELECT coalesce(max(position), 0) FROM events_seal)
     + (SELECT count(*) FROM events_unsealed),
       (SELECT coalesce(max(received_position), 0) FROM sync_peer WHERE code = %(ministry)s)
"""
_HELD = """
SELECT (SELECT coalesce(max(received_position), 0) FROM sync_peer WHERE code = %(province)s),
       EXISTS (SELECT FROM events_seal JOIN events_event AS event ON event.id = event_id
               WHERE position > %(down)s AND addressee = %(province)s)
    OR EXISTS (SELECT FROM events_unsealed JOIN events_event AS event ON event.id = event_id
               WHERE addressee = %(province)s)
"""


def standing(ask: Ask) -> Standing:
    """Return where a province stands."""
    ((own, down),) = ask(_STANDING, ministry=MINISTRY)
    return Standing(own, down)


def is_level(ask: Ask, province: str, there: Standing) -> bool:
    """Whether the ministry holds just what a province told at a standing, no less and no more.

    Nothing that the ministry wrote to the province since may be on its way: a letter changes
    the transfers of both.
    """
    ((held, is_under_way),) = ask(_HELD, province=province, down=there.down)
    return bool(held == there.own and not is_under_way)


def part_of(ask: Ask, province: str, asked: Question) -> Part:
    """Return what this node holds of a part of a province's rows.

    Raises `KeyError` for a table that is not proven.
    """
    path = asked.path
    if not path.table:
        return _kept(ask, province, path, "name", list(proven_tables()))
    table = proven_tables()[path.table]
    if path.month is None:
        return _kept(ask, province, path, "month", [table.table])
    if not path.buckets:
        return _kept(ask, province, path, "bucket", [table.table])
    facts = {
        "province": province,
        "month": path.month,
        "mask": (1 << BUCKET_BITS * len(path.buckets)) - 1,
        "places": sum(bucket << BUCKET_BITS * depth for depth, bucket in enumerate(path.buckets)),
    }
    if asked.rows:
        return _rows(ask(_rows_question(table), **facts))
    return Part(_sums(ask(_finer_question(table, len(path.buckets)), **facts)))


def columns_of(table: Summed) -> tuple[str, ...]:
    """Return the columns of a row as it is told: those of its text, and its month."""
    return (*table.columns, *([table.proven.month] if table.proven.month else []))


def _kept(ask: Ask, province: str, path: Path, child: str, tables: list[str]) -> Part:
    facts = {"province": province, "tables": tables, "month": path.month}
    return Part(_sums(ask(_KEPT.format(child=child), **facts)))


def _sums(rows: Iterable[tuple[Any, ...]]) -> dict[str, Sum]:
    return {child: Sum(int(rows), int(low), int(high)) for child, rows, low, high in rows}


def _within(table: Summed) -> str:
    """Return the condition that a row lies in a bucket, in SQL; its place is looked at last."""
    return (
        f" WHERE {table.province} = %(province)s AND {table.month} = %(month)s"
        f" AND {table.place} & %(mask)s = %(places)s"
    )


def _finer_question(table: Summed, depth: int) -> str:
    """Return the question for the sums of a bucket's own buckets, made from its rows."""
    finer = f"(place >> {BUCKET_BITS * depth} & {BUCKETS - 1})::text"
    return (
        f"SELECT {finer}, count(*), sum({table.low}), sum({table.high})"  # noqa: S608  # from code
        f" FROM {table.told(table.table, _within(table))} GROUP BY 1"
    )


def _rows_question(table: Summed) -> str:
    """Return the question for a bucket's rows, each with its two hashes."""
    texts = ", ".join(map(_told_text, columns_of(table)))
    return (
        f"SELECT facts, {table.low}, {table.high} FROM "  # noqa: S608  # names come from code
        f"{table.told(table.table, _within(table), f', ARRAY[{texts}] AS facts')}"
    )


def _told_text(column: str) -> str:
    """Return a column as it is told, in SQL."""
    return (
        f"CASE WHEN length({column}::text) > {LONG}"
        f" THEN 'sha256:' || encode(sha256(convert_to({column}::text, 'UTF8')), 'hex')"
        f" ELSE {column}::text END"
    )


def _rows(found: Sequence[tuple[Any, ...]]) -> Part:
    rows = [tuple(facts) for facts, *_ in found]
    total = Sum(len(rows), sum(low for _, low, _ in found), sum(high for *_, high in found))
    return Part({"": total} if rows else {}, rows)
