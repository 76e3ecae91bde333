"""What an item asks of the ledger: the fund's cash, individual accounts and their movements."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from typing import Any

from tongchou.ledger.balances import balance_of
from tongchou.ledger.books import Book
from tongchou.standards.text import Text
from tongchou.standards.time import Month
from tongchou.storage.rows import fetch

TREASURY, SPECIAL, PAYMENT = "1005", "1003", "1004"
"""The ledger accounts of the fund's cash: treasury 国库, special fiscal account 财政专户 and
payment account 支出户."""

INDIVIDUAL_ACCOUNT = "8001"
"""The ledger account of individual accounts 个人账户; what a person has saved stands as credit."""


@dataclass(frozen=True)
class Movement:
    """One movement on an individual account; `amount_fen` grows the savings when positive."""

    province: str
    scheme: str
    posted_on: date
    month: Month
    memo: Text
    amount_fen: int
    item_number: str


def cash_in_special_account(*, scheme: str, province: str) -> int:
    """Return what the special fiscal account of a province holds, in fen."""
    return balance_of(Book.FUND, SPECIAL, scheme=scheme, province=province)


def account_balance(ssn: str, *, scheme: str, province: str | None = None) -> int:
    """Return what a person's individual account holds 储存额, in fen."""
    movements = account_movements(ssn, scheme=scheme, province=province)
    return sum(movement.amount_fen for movement in movements)


@dataclass(frozen=True)
class IncompleteEntry:
    """An entry of which some parts arrived and others did not; it is not in the books yet."""

    province: str
    number: str
    parts: tuple[int, ...]
    since: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the entry as JSON: its number, the parts that are here, and since when."""
        return {
            "number": self.number,
            "parts": list(self.parts),
            "since": self.since.isoformat(),
        }


def incomplete_entries() -> dict[str, list[IncompleteEntry]]:
    """Return the entries that wait for parts, by province, those that wait longest first."""
    found: dict[str, list[IncompleteEntry]] = {}
    for province, number, parts, since in fetch(_INCOMPLETE):
        one = IncompleteEntry(province, number, tuple(parts), since)
        found.setdefault(province, []).append(one)
    return found


_INCOMPLETE = """
SELECT province, number, array_agg(part ORDER BY part), min(arrived_at)
FROM ledger_slice GROUP BY province, number ORDER BY 4, 1, 2
"""

_BALANCES = """
SELECT holder, -sum(amount_fen) FROM ledger_posting
WHERE province = %(province)s AND holder = ANY(%(ssns)s::text[])
  AND scheme = %(scheme)s AND book = %(book)s AND account = %(account)s
GROUP BY holder
"""


def account_balances(ssns: Iterable[str], *, scheme: str, province: str) -> dict[str, int]:
    """Return the individual account balances of many people at once, in fen."""
    rows = fetch(
        _BALANCES,
        province=province,
        ssns=list(ssns),
        scheme=scheme,
        book=Book.ACCOUNTS,
        account=INDIVIDUAL_ACCOUNT,
    )
    return {holder: int(balance_fen) for holder, balance_fen in rows}


def account_movements(
    ssn: str, *, scheme: str | None = None, province: str | None = None
) -> list[Movement]:
    """Return the movements of a person's individual accounts, oldest first."""
    movements = _movements_as_written(ssn, scheme=scheme, province=province)
    return sorted(movements, key=lambda movement: movement.posted_on)


def movements_since_empty(ssn: str, *, scheme: str, province: str) -> list[Movement]:
    """Return the movements since the account was last empty, in the order they were written.

    What left an account left with its interest, so nothing from before earns any more.
    """
    written = _movements_as_written(ssn, scheme=scheme, province=province)
    balances = accumulate(movement.amount_fen for movement in written)
    empty = [place for place, balance_fen in enumerate(balances, start=1) if balance_fen == 0]
    return written[max(empty, default=0) :]


# The LIMIT makes the look-up of each entry one probe in one partition, whatever the planner thinks.
_MOVEMENTS = """
SELECT posting.province, posting.scheme, entry.posted_on, posting.month, entry.memo,
       entry.memo_en, -posting.amount_fen, entry.item_number
FROM ledger_posting AS posting CROSS JOIN LATERAL (
    SELECT * FROM ledger_entry
    WHERE province = posting.province AND number = posting.number LIMIT 1
) AS entry
WHERE posting.holder = %(ssn)s AND posting.holder <> ''
  AND posting.book = %(book)s AND posting.account = %(account)s
  AND (%(scheme)s::text IS NULL OR posting.scheme = %(scheme)s)
  AND (%(province)s::text IS NULL OR posting.province = %(province)s)
ORDER BY entry.place, posting.leg
"""


def _movements_as_written(ssn: str, *, scheme: str | None, province: str | None) -> list[Movement]:
    """Return the movements of a person's individual accounts, in the order they were written."""
    rows = fetch(
        _MOVEMENTS,
        ssn=ssn,
        book=Book.ACCOUNTS,
        account=INDIVIDUAL_ACCOUNT,
        scheme=scheme,
        province=province,
    )
    return [
        Movement(
            province=here,
            scheme=of_scheme,
            posted_on=posted_on,
            month=month,
            memo=Text(zh, en),
            amount_fen=amount_fen,
            item_number=item_number,
        )
        for here, of_scheme, posted_on, month, zh, en, amount_fen, item_number in rows
    ]
