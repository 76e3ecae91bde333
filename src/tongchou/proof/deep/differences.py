"""Differences: rows that are not as the log says, told apart by their key."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from tongchou.proof.deep.logs import Told

(
    CHANGED, MISSING, SURPLUS, TWICE, INCOMPLETE, UNWRITABLE, WITHHELD, UNSIGNED, SET_ASIDE,
    UNGUARDED, KNOWN_GAP,
) = (
    "changed",
    "missing",
    "surplus",
    "twice",
    "incomplete",
    "unwritable",
    "withheld",
    "unsigned",
    "set_aside",
    "unguarded",
    "known_gap",
)  # fmt: skip


OF_A_TABLE_MAX = 100_000
"""How many rows of a table are told apart at the most: whoever changes all rows of a large one must
not take the proof its memory. What goes beyond is neither named nor counted."""


@dataclass(frozen=True)
class Whole:
    """A row whole, as the log says it and as it is held; None on the side that has none."""

    columns: tuple[str, ...]
    told: tuple[str | None, ...] | None
    held: tuple[str | None, ...] | None


@dataclass(frozen=True)
class Difference:
    """A difference 差异: where it stands, of which kind, and the event that told it, if any.

    `field` is empty for a row that is missing or surplus as a whole. `whole` is the row that it is
    about; None for a position of a log, and for what is no row.
    """

    node: str
    table: str
    key: Mapping[str, Any]
    kind: str
    position: int | None = None
    field: str = ""
    told: str = ""
    held: str = ""
    whole: Whole | None = None


@dataclass(frozen=True)
class Row:
    """A row as it was told or is held: its columns as text, and the event that told it."""

    columns: tuple[str | None, ...]
    position: int | None = None


def unwritable(node: str, event: Told, fault: str) -> Difference:
    """Return what there is to say of an event that says nothing, or contradicts those before it."""
    key = {"position": event.position, "item_number": event.item_number}
    return Difference(node, event.kind, key, UNWRITABLE, event.position, told=fault)


def paired(
    node: str,
    table: str,
    columns: Sequence[str],
    keys: Sequence[str],
    *,
    told: Iterable[Row],
    held: Iterable[Row],
) -> Iterator[Difference]:
    """Name what differs between rows told and rows held, which are paired by their key.

    A row that is told twice and held once is missing once.
    """
    places = [columns.index(name) for name in keys]
    named = tuple(columns)

    def key_of(row: Row) -> dict[str, str | None]:
        cells = dict(enumerate(row.columns))
        return {name: cells.get(place) for name, place in zip(keys, places, strict=True)}

    by_key = {tuple(key_of(row).values()): row for row in held}
    for row in told:
        key = key_of(row)
        other = by_key.pop(tuple(key.values()), None)
        if other is None:
            whole = Whole(named, row.columns, None)
            yield Difference(node, table, key, MISSING, row.position, whole=whole)
            continue
        whole = Whole(named, row.columns, other.columns)
        for name, one, another in zip_longest(columns, row.columns, other.columns):
            if one != another:
                place = (row.position, name or "", one or "", another or "")
                yield Difference(node, table, key, CHANGED, *place, whole)
    for row in by_key.values():
        whole = Whole(named, None, row.columns)
        yield Difference(node, table, key_of(row), SURPLUS, whole=whole)
