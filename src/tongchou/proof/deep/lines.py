"""Rows as lines: how a row that an event tells of reads, and the same row as the table holds it.

A line is the columns of a row with a mark between them that stands in no column of a row that
the system writes. Only tables whose rows are never changed are told in lines.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

from tongchou.proof.deep.logs import Told
from tongchou.standards.messages import (
    KINDS,
    ContributionsAssessed,
    PaymentsMade,
    ReceiptsTaken,
    fields_of,
)
from tongchou.standards.time import month_of

MARK, END = "\x1f", "\x1e"
"""What parts columns, and what parts lines that the database puts into one text."""

Fields = Mapping[str, Any]
"""The fields of a message, by name."""


@dataclass(frozen=True)
class Table:
    """A table of the kind that only grows: its key, its columns in the order of a line.

    `of_items` is the condition by which its rows of some items are found.
    """

    name: str
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    of_items: str = "item_number = ANY(%(items)s::text[])"


CONTRIBUTIONS = Table(
    "registry_contribution",
    ("ssn", "scheme", "month", "credit_code"),
    ("scheme", "month", "item_number", "ssn", "credit_code", "row", "wage_fen", "base_fen",
     "employer_fen", "employee_fen"),
)  # fmt: skip
PAYMENTS = Table(
    "registry_payment",
    ("ssn", "scheme", "kind", "month"),
    ("scheme", "kind", "month", "paid_on", "item_number", "ssn", "amount_fen", "account_part_fen"),
)
RECEIPTS = Table(
    "registry_receipt",
    ("serial", "scheme"),
    ("scheme", "item_number", "serial", "credit_code", "month", "amount_fen", "received_on"),
)
ENTRIES = Table(
    "ledger_entry",
    ("number",),
    ("scheme", "book", "posted_on", "month", "item_number", "memo", "memo_en", "number"),
)
POSTINGS = Table(
    "ledger_posting",
    ("number", "leg"),
    ("number", "scheme", "book", "month", "leg", "account", "holder", "amount_fen"),
    of_items="number IN (SELECT number FROM ledger_entry"
    " WHERE province = %(node)s AND item_number = ANY(%(items)s::text[]))",
)

Lines = Iterator[tuple[Table, list[str]]]
Telling = Callable[[Fields, Told], Lines]
"""How the lines that an event tells are read from its fields."""


def of_contributions(told: Fields, event: Told) -> Lines:
    """Return the person-months of a declaration."""
    del event
    yield (
        CONTRIBUTIONS,
        _lines(
            (told["scheme"], month_of(told["month"]), told["item_number"]),
            told["ssns"],
            told["credit_codes"],
            told["rows"],
            told["wage_fens"],
            told["base_fens"],
            told["employer_fens"],
            told["employee_fens"],
        ),
    )


def of_payments(told: Fields, event: Told) -> Lines:
    """Return the payments of one month."""
    del event
    month = month_of(told["month"])
    shared = (told["scheme"], told["benefit"], month, told["paid_on"], told["item_number"])
    lines = _lines(shared, told["ssns"], told["amount_fens"], told["account_part_fens"])
    yield PAYMENTS, lines


def of_receipts(told: Fields, event: Told) -> Lines:
    """Return the receipts of one feed."""
    yield (
        RECEIPTS,
        _lines(
            (told["scheme"], event.item_number),
            told["serials"],
            told["credit_codes"],
            [str(month_of(month)) for month in told["months"]],
            told["amount_fens"],
            told["received_ons"],
        ),
    )


@dataclass
class Entries:
    """The ledger's entries as they come part by part; an entry is there once all parts are.

    Parts come in the order of the log, each behind the one before it; one that comes sooner
    waits. What an incomplete entry told is not held in the ledger.
    """

    waiting: dict[str, dict[int, tuple[Fields, Told]]] = field(default_factory=dict)

    def lines(self, told: Fields, event: Told) -> Lines:
        """Return the entry and its postings, when this is the last of its parts to come."""
        if told["parts"] == 1:  # most are
            yield from _entry(told, event, [told])
            return
        parts = self.waiting.setdefault(told["number"], {})
        parts[told["part"]] = told, event
        if len(parts) == told["parts"]:
            del self.waiting[told["number"]]
            yield from _entry(told, event, [parts[part][0] for part in sorted(parts)])


def _entry(told: Fields, event: Told, parts: list[Fields]) -> Lines:
    scheme, book, month = told["scheme"], told["book"], month_of(told["month"])
    memos = (told["memo"], told["memo_en"])
    shared = (scheme, book, told["posted_on"], month, event.item_number, *memos)
    yield ENTRIES, _lines(shared, [told["number"]])
    legs = 0
    for part in parts:
        accounts, holders, amounts = part["accounts"], part["holders"], part["amount_fens"]
        leg = list(map(str, range(legs + 1, legs + len(accounts) + 1)))
        legs += len(accounts)
        yield (
            POSTINGS,
            _lines((told["number"], scheme, book, month), leg, accounts, holders, amounts),
        )


OF_REGISTRY: Mapping[str, Telling] = {
    ContributionsAssessed.kind: of_contributions,
    PaymentsMade.kind: of_payments,
    ReceiptsTaken.kind: of_receipts,
}


def without(declarations: Collection[str]) -> Mapping[str, Telling]:
    """Return how the registry's lines are read, but for declarations that were taken back."""

    def of_those_that_stand(told: Fields, event: Told) -> Lines:
        if told["item_number"] not in declarations:
            yield from of_contributions(told, event)

    return {**OF_REGISTRY, ContributionsAssessed.kind: of_those_that_stand}


def _lines(shared: tuple[str | int, ...], *columns: list[str]) -> list[str]:
    """Return one line a row: what all rows share, then the row's own values."""
    if len({len(column) for column in columns}) > 1:
        raise ValueError("columns of different lengths")
    first = MARK.join(map(str, shared))
    return list(map(MARK.join, zip(repeat(first), *columns, strict=False)))


def texts_of(kind: str, body: str) -> Fields:
    """Return the fields of a message, the values of its columns as the text has them.

    A line needs no numbers, and most of the time goes into making them. Raises as `fields_of`.
    """
    message = KINDS[kind]
    if "\\" in body or f'"version":{message.version}' not in body:
        fields = fields_of(kind, body)
        return fields | {name: list(map(str, fields[name])) for name in message.columns}
    columns: dict[str, list[str]] = {}
    for name in message.columns:
        start = body.index(f'"{name}":[') + len(name) + 4
        mark = '"' if body[start] == '"' else ""
        end = body.index(f"{mark}]", start)
        inside = body[start + len(mark) : end]
        columns[name] = inside.split(f"{mark},{mark}") if inside or mark else []
        body = body[:start] + body[end + len(mark) :]
    return fields_of(kind, body) | columns
