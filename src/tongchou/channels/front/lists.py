"""Lists 列表 as they are declared: each column once, for the page, its order, and its files."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum, auto
from typing import Any, Generic, TypeVar

from django.db.models import QuerySet

from tongchou.standards import codes
from tongchou.standards.text import Text

Row = TypeVar("Row")
Cell = str | int | date | datetime | Text | None
"""What a column says of a row; amounts are whole fen, months whole numbers."""

SORT = "sort"
"""Under which name a list's address remembers its order."""


class Kind(Enum):
    """What a column holds, which says how it is written on a page and in a file."""

    TEXT = auto()
    CODE = auto()
    COUNT = auto()
    YUAN = auto()
    CHANGE = auto()
    MONTH = auto()
    DAY = auto()
    MOMENT = auto()

    @property
    def is_number(self) -> bool:
        """Whether it stands on the right of its column."""
        return self in {Kind.COUNT, Kind.YUAN, Kind.CHANGE}

    @property
    def is_money(self) -> bool:
        """Whether it is an amount in fen; a change is written with its sign."""
        return self in {Kind.YUAN, Kind.CHANGE}


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column 列: how it is called, what it says of a row.

    `sorts` are the fields by which an index orders the list; empty where none does. Of a cell on
    the page `leads` returns the address to which it leads, `mark` the mark of the state that it
    names, `beside` what stands smaller beside it. A file has none of these but the words.
    """

    name: str
    title: Text
    value: Callable[[Row], Cell]
    kind: Kind = Kind.TEXT
    sorts: tuple[str, ...] = ()
    leads: Callable[[Row], str] | None = None
    mark: Callable[[Row], str] | None = None
    beside: Callable[[Row], Text | None] | None = None


@dataclass(frozen=True)
class Listing(Generic[Row]):
    """A list 列表: its columns, and the order that it has unasked: a column's name, `-` if falling.

    `name` is how its exports are recorded.
    """

    name: str
    title: Text
    columns: tuple[Column[Row], ...]
    order: str = ""

    def order_in(self, state: Mapping[str, str]) -> str:
        """Return the order that the list's address asks for, or its own."""
        asked = state.get(SORT, "")
        return asked if self.sorts_of(asked) else self.order

    def sorts_of(self, order: str) -> tuple[str, ...]:
        """Return the fields of an order, none for what the list is not sorted by."""
        wanted = order.removeprefix("-")
        return next((one.sorts for one in self.columns if one.name == wanted), ())

    def ordered(self, found: "QuerySet[Any]", state: Mapping[str, str]) -> "QuerySet[Any]":
        """Return rows in the order that the list's address asks for."""
        order = self.order_in(state)
        sign = "-" if order.startswith("-") else ""
        fields = [sign + one for one in self.sorts_of(order)]
        return found.order_by(*fields) if fields else found


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A list as a page shows it: some of its rows, its order, what its address remembers.

    What a search found stands by how well it fits, and is not sorted. Of a part of a page that
    is no list of its own no file is offered.
    """

    listing: Listing[Row]
    rows: Sequence[Row]
    state: Mapping[str, str] = field(default_factory=dict)
    is_sorted: bool = True
    is_exported: bool = True


def named(table: str, code: str) -> Text | str:
    """Return what a code of a code table means; one that nobody knows as it is."""
    known = codes.table(table).get(code)
    return known.text if known else code


def words_of(value: Cell, language: str) -> str:
    """Return a value in words."""
    return value.of(language) if isinstance(value, Text) else str("" if value is None else value)


def as_they_are(rows: Sequence[Any]) -> Iterable[Any]:
    """Return rows as they were read."""
    return rows


@dataclass(frozen=True)
class Whole(Generic[Row]):
    """A list with all rows that its visitor may see, in its order: what is exported of it.

    `through` turns what was read, some hundred at a time, into rows of the list.
    """

    listing: Listing[Row]
    source: "QuerySet[Any] | Sequence[Any]"
    through: Callable[[Sequence[Any]], Iterable[Row]] = as_they_are
    is_recorded: bool = True
