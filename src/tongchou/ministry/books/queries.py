"""One book 一本账: the provinces' trial balances, their sum, and the proof that they agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tongchou.ledger.books import Book
from tongchou.ledger.queries import BalanceRow, consolidated, trial_balance
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text

TRANSFERRED_IN, TRANSFERRED_OUT = "8103", "8104"


@dataclass(frozen=True)
class Check:
    """A check on the books, and whether it holds."""

    text: Text
    holds: bool


@dataclass(frozen=True)
class NationalBooks:
    """The trial balances of all provinces at a month's end, consolidated and checked."""

    month: Month
    book: str
    rows: tuple[BalanceRow, ...]
    consolidated: tuple[BalanceRow, ...]
    checks: tuple[Check, ...]

    @property
    def balances(self) -> bool:
        """Whether every check holds."""
        return all(check.holds for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """Return the books as JSON; all amounts in fen, debit positive."""
        return {
            "month": month_text(self.month),
            "book": self.book,
            "provinces": [_row_json(row) for row in self.rows],
            "consolidated": [_row_json(row) for row in self.consolidated],
            "checks": [{**check.text.as_json(), "holds": check.holds} for check in self.checks],
        }


def national_books(month: Month, *, book: str = "fund") -> NationalBooks:
    """Return one national book at a month's end."""
    rows = trial_balance(Book(book), month)
    whole = consolidated(rows)
    return NationalBooks(
        month=month,
        book=book,
        rows=tuple(rows),
        consolidated=tuple(whole),
        checks=(
            Check(
                Text("每省借贷平衡", "Every province balances"),
                all(total == 0 for total in _totals_by_province(rows).values()),
            ),
            Check(
                Text("全国借贷平衡", "The country balances"),
                sum(row.closing_fen for row in whole) == 0,
            ),
            Check(
                Text("全国等于各省之和", "The country is the sum of its provinces"),
                _by_account(rows) == _by_account(whole),
            ),
            *_transfers_cancel(whole),
        ),
    )


def _totals_by_province(rows: Sequence[BalanceRow]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for row in rows:
        totals[row.province] += row.closing_fen
    return totals


def _by_account(rows: Sequence[BalanceRow]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for row in rows:
        totals[row.account] += row.closing_fen
    return dict(totals)


def _transfers_cancel(whole: Sequence[BalanceRow]) -> tuple[Check, ...]:
    """Check that no record arrived that did not leave; some may be on their way."""
    closing = {row.account: row.closing_fen for row in whole}
    if TRANSFERRED_IN not in closing and TRANSFERRED_OUT not in closing:
        return ()
    under_way = -(closing.get(TRANSFERRED_OUT, 0) + closing.get(TRANSFERRED_IN, 0))
    return (
        Check(
            Text("转出与转入相抵(在途不为负)", "Transfers cancel; none arrives that did not leave"),
            under_way >= 0,
        ),
    )


def _row_json(row: BalanceRow) -> dict[str, Any]:
    return {
        "province": row.province,
        "account": row.account,
        "name": codes.table("fund_accounts")[row.account].text.as_json(),
        "opening_fen": row.opening_fen,
        "debit_fen": row.debit_fen,
        "credit_fen": row.credit_fen,
        "closing_fen": row.closing_fen,
    }
