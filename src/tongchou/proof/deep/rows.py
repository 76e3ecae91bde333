"""The rows of one log's node: what its events tell, matched or rebuilt, against the tables."""

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from tongchou.ledger.balances import unequal_turnovers
from tongchou.proof.deep.differences import CHANGED, INCOMPLETE, Difference, Row, paired, unwritable
from tongchou.proof.deep.lines import (
    CONTRIBUTIONS,
    ENTRIES,
    PAYMENTS,
    POSTINGS,
    RECEIPTS,
    Entries,
    Table,
    Telling,
    texts_of,
    without,
)
from tongchou.proof.deep.logs import Log, Told
from tongchou.proof.deep.matching import Left, Matching, Share, TooManyWait
from tongchou.proof.deep.reading import Reader, reading_ahead
from tongchou.standards.messages import EntryPosted
from tongchou.standards.time import month_text
from tongchou.storage.rows import fetch

SHARES = (1, 8, 64)
"""Into how many shares the lines of a table are parted, when so many wait that fewer must."""

Read = Callable[[int], None]
"""Told after each page how many bytes of bodies were read; may raise to stop."""


@dataclass
class Walk:
    """One reading of a log for a share of its lines."""

    log: Log
    share: Share
    items: set[str] | None
    reader: Reader
    read: Read
    left: dict[Table, Left]
    matched: dict[Table, Matching] = field(default_factory=dict)
    unreadable: list[tuple[Told, str]] = field(default_factory=list)

    def over(self, kinds: Collection[str], tables: Collection[Table]) -> Iterator[list[Told]]:
        """Yield the pages of the events; what they tell of the tables is matched."""
        for table in tables:
            self.matched[table] = Matching(
                self.log.node, table, self.share, self.items, self.reader
            )
        for page in self.log.events(kinds):
            yield page
            self.read(sum(len(event.body) for event in page))

    def tell(self, event: Told, lines: Telling) -> None:
        """Match the lines that an event tells."""
        try:
            told = list(lines(texts_of(event.kind, event.body), event))
        except (ValueError, LookupError, TypeError) as fault:
            self.unreadable.append((event, str(fault)))
            return
        if self.items is None or event.item_number in self.items:
            for table, rows in told:
                self.matched[table].tell(rows)

    def differences(self, lines: Mapping[str, Telling]) -> Iterator[Difference]:
        """Read the tables to their end; behind the last share name what found no like.

        Events that say nothing are named too.
        """
        for table, matching in self.matched.items():
            matching.leave(self.left.setdefault(table, Left()))
        if not self.share.is_last:
            return
        sought = {line for left in self.left.values() for line in left.told}
        positions = positions_of(sought, self.log, lines) if sought else {}
        for table, left in self.left.items():
            yield from left.differences(self.log.node, table, positions)
        for event, fault in self.unreadable:
            yield unwritable(self.log.node, event, fault)


def positions_of(sought: set[str], log: Log, lines: Mapping[str, Telling]) -> dict[str, int | None]:
    """Return the positions of the events that told these lines, read from the log again."""
    found: dict[str, int | None] = {}
    for page in log.events(lines):
        for event in page:
            with suppress(ValueError, LookupError, TypeError):
                for _, rows in lines[event.kind](texts_of(event.kind, event.body), event):
                    found |= dict.fromkeys(sought.intersection(rows), event.position)
    return found


def of_registry(log: Log, *, items: set[str] | None, read: Read) -> Iterator[Difference]:
    """Compare the registry's tables that only grow with what a log says of them."""
    yield from _in_shares(_registry, log, items, read)


def of_ledger(log: Log, *, items: set[str] | None, read: Read) -> Iterator[Difference]:
    """Compare the ledger with what a log says of it, and the balances with the postings."""
    yield from _in_shares(_ledger, log, items, read)
    for one in unequal_turnovers(log.node):
        key = {
            "scheme": one.scheme,
            "book": one.book,
            "month": month_text(one.month),
            "account": one.account,
        }
        for name, posted, kept in (
            ("debit_fen", one.posted_debit_fen, one.kept_debit_fen),
            ("credit_fen", one.posted_credit_fen, one.kept_credit_fen),
        ):
            if posted != kept:
                told, held = str(posted), str(kept)
                yield Difference(log.node, "ledger_balance", key, CHANGED, None, name, told, held)


def _in_shares(
    walk_over: Callable[[Walk], Iterator[Difference]],
    log: Log,
    items: set[str] | None,
    read: Read,
) -> Iterator[Difference]:
    """Read log and tables once; again in shares where more lines wait than are kept."""
    for parts in SHARES:
        try:
            shares = [Share(place, parts) for place in range(parts)]
            left: dict[Table, Left] = {}
            with reading_ahead() as reader:
                walks = [Walk(log, share, items, reader, read, left) for share in shares]
                found = [list(walk_over(walk)) for walk in walks]
        except TooManyWait:
            if parts == SHARES[-1]:
                raise
            continue
        for differences in found:
            yield from differences
        return


def _registry(walk: Walk) -> Iterator[Difference]:
    lines = without(walk.log.declarations_removed())
    for page in walk.over(lines, (CONTRIBUTIONS, PAYMENTS, RECEIPTS)):
        for event in page:
            walk.tell(event, lines[event.kind])
    yield from walk.differences(lines)


def _ledger(walk: Walk) -> Iterator[Difference]:
    entries = Entries()
    for page in walk.over({EntryPosted.kind}, (ENTRIES, POSTINGS)):
        for event in page:
            walk.tell(event, entries.lines)
    yield from walk.differences({EntryPosted.kind: Entries().lines})
    if walk.share.place == 0:
        yield from _incomplete(walk.log, entries)


def _incomplete(log: Log, entries: Entries) -> Iterator[Difference]:
    """Name the entries of which parts are missing, and the parts kept of them that differ.

    One whose newest part is the last of the log is still arriving.
    """
    columns = ("number", "part", "accounts", "holders", "amounts_fen")
    told = [
        Row((number, str(part), *(str(one[name]) for name in _COLUMNS)), event.position)
        for number, parts in entries.waiting.items()
        for part, (one, event) in parts.items()
    ]
    held = [
        Row((number, str(part), *(str(list(map(str, array))) for array in arrays)))
        for number, part, *arrays in fetch(_SLICES, node=log.node)
    ]
    yield from paired(log.node, "ledger_slice", columns, columns[:2], told=told, held=held)
    for number, parts in entries.waiting.items():
        newest = max(event.position or 0 for _, event in parts.values())
        if newest != log.end():
            key = {"number": number}
            wanted = str(next(iter(parts.values()))[0]["parts"])
            came = ", ".join(map(str, sorted(parts)))
            yield Difference(log.node, ENTRIES.name, key, INCOMPLETE, newest, "parts", wanted, came)


_COLUMNS = ("accounts", "holders", "amount_fens")
_SLICES = """
SELECT number, part, accounts, holders, amounts_fen FROM ledger_slice
WHERE province = %(node)s ORDER BY number, part
"""
