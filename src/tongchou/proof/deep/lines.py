"""Rows as lines: how a row that an event tells of reads, and the same row as the table holds it.

A line is the columns of a row with a mark between them that stands in no column of a row that
the system writes. Only tables whose rows are never changed are told in lines.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from tongchou.proof.deep.logs import Told
from tongchou.standards.messages import (
    ContributionsAssessed,
    PaymentsMade,
    ReceiptsTaken,
)
from tongchou.standards.time import month_of

MARK, END = "\x1f", "\x1e"
"""What parts columns, and what parts lines that the database puts into one text."""

Fields = Mapping[str, Any]
"""The fields of a message, by name."""


@dataclass(frozen=True)
class Table:
    """A table of the kind that only grows: its columns, the first `keys` of them the key.

    `of_items` is the condition by which its rows of some items are found.
    """

    name: str
    columns: tuple[str, ...]
    keys: int
    of_items: str = "item_number = ANY(%(items)s::text[])"


CONTRIBUTIONS = Table(
    "registry_contribution",
    ("ssn", "scheme", "month", "credit_code", "item_number", "row", "wage_fen", "base_fen",
     "employer_fen", "employee_fen"),
    keys=4,
)  # fmt: skip
PAYMENTS = Table(
    "registry_payment",
    ("ssn", "scheme", "kind", "month", "amount_fen", "account_part_fen", "paid_on", "item_number"),
    keys=4,
)
RECEIPTS = Table(
    "registry_receipt",
    ("serial", "scheme", "credit_code", "month", "amount_fen", "received_on", "item_number"),
    keys=2,
)
ENTRIES = Table(
    "ledger_entry",
    ("number", "scheme", "book", "posted_on", "month", "item_number", "memo", "memo_en"),
    keys=1,
)
POSTINGS = Table(
    "ledger_posting",
    ("number", "leg", "scheme", "book", "month", "account", "holder", "amount_fen"),
    keys=2,
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
            told["ssns"],
            told["scheme"],
            month_of(told["month"]),
            told["credit_codes"],
            told["item_number"],
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
    yield (
        PAYMENTS,
        _lines(
            told["ssns"],
            told["scheme"],
            told["benefit"],
            month_of(told["month"]),
            told["amount_fens"],
            told["account_part_fens"],
            told["paid_on"],
            told["item_number"],
        ),
    )


def of_receipts(told: Fields, event: Told) -> Lines:
    """Return the receipts of one feed."""
    yield (
        RECEIPTS,
        _lines(
            told["serials"],
            told["scheme"],
            told["credit_codes"],
            [month_of(month) for month in told["months"]],
            told["amount_fens"],
            told["received_ons"],
            event.item_number,
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
    header = (told["scheme"], told["book"], month_of(told["month"]))
    scheme, book, month = header
    yield (
        ENTRIES,
        _lines(
            [told["number"]],
            scheme,
            book,
            told["posted_on"],
            month,
            event.item_number,
            told["memo"],
            told["memo_en"],
        ),
    )
    legs = 0
    for part in parts:
        rows = len(part["accounts"])
        leg = list(range(legs + 1, legs + rows + 1))
        legs += rows
        accounts, holders, amounts = part["accounts"], part["holders"], part["amount_fens"]
        yield POSTINGS, _lines(told["number"], leg, *header, accounts, holders, amounts)


OF_REGISTRY: Mapping[str, Telling] = {
    ContributionsAssessed.kind: of_contributions,
    PaymentsMade.kind: of_payments,
    ReceiptsTaken.kind: of_receipts,
}


def _lines(*columns: list[str] | list[int] | str | int) -> list[str]:
    """Return one line a row; a column given as one value has it in every row."""
    lists = [column for column in columns if isinstance(column, list)]
    places = ("%s" if isinstance(column, list) else _one(column) for column in columns)
    return list(map(MARK.join(places).__mod__, zip(*lists, strict=True)))


def _one(value: str | int) -> str:
    return str(value).replace("%", "%%")
