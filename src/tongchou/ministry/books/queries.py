"""One book 一本账: the provinces' trial balances, their sum, and the proof that they agree."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum

from tongchou.ledger.balances import (
    BalanceRow,
    consolidated,
    national_balance,
    trial_balance,
)
from tongchou.ledger.books import Book
from tongchou.registry.models import Transfer
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.standards.time import Month, first_day, month_text

TRANSFERRED_IN, TRANSFERRED_OUT = "8103", "8104"


@dataclass(frozen=True)
class Check:
    """A check on the books, and whether it holds."""

    text: Text
    holds: bool


@dataclass(frozen=True)
class NationalBooks:
    """The trial balances of all provinces at a month's end, consolidated and checked."""

    scheme: str
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
            "scheme": self.scheme,
            "month": month_text(self.month),
            "book": self.book,
            "provinces": [_row_json(row) for row in self.rows],
            "consolidated": [_row_json(row) for row in self.consolidated],
            "checks": [{**check.text.as_json(), "holds": check.holds} for check in self.checks],
        }


def national_books(month: Month, *, scheme: str, book: str = "fund") -> NationalBooks:
    """Return one national book of a scheme at a month's end."""
    rows = trial_balance(Book(book), month, scheme=scheme)
    whole = national_balance(Book(book), month, scheme=scheme)
    return NationalBooks(
        scheme=scheme,
        month=month,
        book=book,
        rows=tuple(rows),
        consolidated=tuple(whole),
        checks=(
            Check(
                Text("每省借贷平衡", "Every province balances"),
                all(_balances(of_one) for of_one in _by_province(rows).values()),
            ),
            Check(
                Text("全国借贷平衡", "The country balances"),
                _balances(whole),
            ),
            Check(
                Text("全国等于各省之和", "The country is the sum of its provinces"),
                set(consolidated(rows)) == set(whole),
            ),
            *([_transfers_agree(month, scheme, whole)] if book == Book.ACCOUNTS else []),
        ),
    )


def _by_province(rows: Sequence[BalanceRow]) -> dict[str, list[BalanceRow]]:
    found: dict[str, list[BalanceRow]] = defaultdict(list)
    for row in rows:
        found[row.province].append(row)
    return found


def _balances(rows: Sequence[BalanceRow]) -> bool:
    """Whether debit equals credit in the month, and the balances before and after sum to zero."""
    return (
        sum(row.debit_fen for row in rows) == sum(row.credit_fen for row in rows)
        and sum(row.opening_fen for row in rows) == 0
        and sum(row.closing_fen for row in rows) == 0
    )


def _transfers_agree(month: Month, scheme: str, whole: Sequence[BalanceRow]) -> Check:
    """Check that what left individual accounts has arrived in others, or is on its way.

    A balance leaves the origin's account with the answer 信息表, and arrives in the
    destination's when the transfer is complete 办结.
    """
    closing = {row.account: row.closing_fen for row in whole}
    left, arrived = -closing.get(TRANSFERRED_OUT, 0), closing.get(TRANSFERRED_IN, 0)
    next_month = first_day(month + 1)
    answered = Transfer.objects.filter(scheme=scheme, answered_on__lt=next_month, refused=False)
    under_way = answered.filter(Q(completed_on=None) | Q(completed_on__gte=next_month))
    account_fen = under_way.aggregate(total=Sum("account_fen"))["total"] or 0
    return Check(
        Text("转出等于转入加在途", "What left is what arrived or is on its way"),
        left == arrived + account_fen,
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
