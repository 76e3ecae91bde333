"""Balances of ledger accounts, and the trial balance; none of them reads postings.

A turnover is kept for every province, scheme, book, month and account; a balance is a sum of
them. What was committed counts at once, folded or not (see `storage.deltas`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tongchou.ledger.books import Book
from tongchou.standards.time import Month, month_text
from tongchou.storage.deltas import Sums
from tongchou.storage.rows import fetch

BALANCES = Sums(
    "ledger_balance",
    keys=("province", "scheme", "book", "month", "account"),
    amounts=("debit_fen", "credit_fen"),
)


@dataclass(frozen=True)
class BalanceRow:
    """One line of a trial balance 科目余额表; all in fen, debit positive, credit negative."""

    province: str
    account: str
    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def closing_fen(self) -> int:
        """The balance at the month's end."""
        return self.opening_fen + self.debit_fen - self.credit_fen


_BALANCES = f"""
SELECT province, account, sum(debit_fen) - sum(credit_fen)
FROM {BALANCES.rows} AS turnover
WHERE scheme = %(scheme)s AND book = %(book)s AND account = ANY(%(accounts)s::text[])
  AND (%(province)s::text IS NULL OR province = %(province)s)
GROUP BY province, account
"""  # noqa: S608  # names come from code


def balance_of(book: Book, account: str, *, scheme: str, province: str | None = None) -> int:
    """Return a ledger account's balance in fen, debit positive."""
    rows = fetch(_BALANCES, scheme=scheme, book=book, accounts=[account], province=province)
    return int(sum(balance_fen for _, _, balance_fen in rows))


def balances_by_province(
    book: Book, accounts: Sequence[str], *, scheme: str
) -> dict[str, dict[str, int]]:
    """Return the balances of some ledger accounts in fen, by province and account."""
    found: dict[str, dict[str, int]] = {}
    rows = fetch(_BALANCES, scheme=scheme, book=book, accounts=list(accounts), province=None)
    for province, account, balance_fen in rows:
        found.setdefault(province, dict.fromkeys(accounts, 0))[account] = int(balance_fen)
    return found


_TRIAL_BALANCE = f"""
SELECT CASE WHEN %(together)s THEN '' ELSE province END AS place, account,
       coalesce(sum(debit_fen - credit_fen) FILTER (WHERE month < %(month)s), 0),
       coalesce(sum(debit_fen) FILTER (WHERE month = %(month)s), 0),
       coalesce(sum(credit_fen) FILTER (WHERE month = %(month)s), 0)
FROM {BALANCES.rows} AS turnover
WHERE scheme = %(scheme)s AND book = %(book)s AND month <= %(month)s
  AND (%(province)s::text IS NULL OR province = %(province)s)
GROUP BY place, account
ORDER BY place, account
"""  # noqa: S608  # names come from code


def trial_balance(
    book: Book, month: Month, *, scheme: str, province: str | None = None
) -> list[BalanceRow]:
    """Return the trial balance 科目余额表 of a book at a month's end, province by province."""
    return _balance_rows(book, month, scheme, province, together=False)


def national_balance(book: Book, month: Month, *, scheme: str) -> list[BalanceRow]:
    """Return the trial balance of all provinces' turnovers together; the province is ''."""
    return _balance_rows(book, month, scheme, None, together=True)


def _balance_rows(
    book: Book, month: Month, scheme: str, province: str | None, *, together: bool
) -> list[BalanceRow]:
    rows = fetch(
        _TRIAL_BALANCE,
        book=book,
        month=month,
        scheme=scheme,
        province=province,
        together=together,
    )
    return [BalanceRow(place, account, *map(int, amounts)) for place, account, *amounts in rows]


def consolidated(rows: Iterable[BalanceRow]) -> list[BalanceRow]:
    """Return the sum of all provinces' rows, account by account; their province is ''."""
    sums: dict[str, BalanceRow] = {}
    for row in rows:
        so_far = sums.get(row.account, BalanceRow("", row.account, 0, 0, 0))
        sums[row.account] = BalanceRow(
            "",
            row.account,
            so_far.opening_fen + row.opening_fen,
            so_far.debit_fen + row.debit_fen,
            so_far.credit_fen + row.credit_fen,
        )
    return [sums[account] for account in sorted(sums)]


_UNBALANCED = """
SELECT province, number
FROM (SELECT province, number, scheme, book, month FROM ledger_entry) AS entry
FULL JOIN (
    SELECT province, number, min(scheme) AS scheme, min(book) AS book, min(month) AS month,
           sum(amount_fen) AS total, count(*) AS count,
           count(DISTINCT (scheme, book, month)) AS headers
    FROM ledger_posting GROUP BY province, number
) AS legs USING (province, number)
WHERE legs.total IS DISTINCT FROM 0 OR legs.count < 2 OR legs.headers > 1
   OR (entry.scheme, entry.book, entry.month)
      IS DISTINCT FROM (legs.scheme, legs.book, legs.month)
ORDER BY province, number
"""


def unbalanced_entries() -> list[str]:
    """Return the entries that lack legs, do not sum to zero or lie in another book than their legs.

    Each is named by province and number; legs whose entry is lost count too. The database lets
    none in, so one that shows was changed past the system.
    """
    return [f"{province} {number}" for province, number in fetch(_UNBALANCED)]


_UNEQUAL = f"""
SELECT province, scheme, book, month, account,
       coalesce(posted.debit_fen, 0), coalesce(posted.credit_fen, 0),
       coalesce(kept.debit_fen, 0), coalesce(kept.credit_fen, 0)
FROM (
    SELECT province, scheme, book, month, account,
           sum(debit_fen) AS debit_fen, sum(credit_fen) AS credit_fen
    FROM {BALANCES.rows} AS turnover
    WHERE %(province)s = '' OR province = %(province)s
    GROUP BY province, scheme, book, month, account
) AS kept
FULL JOIN (
    SELECT province, scheme, book, month, account,
           coalesce(sum(amount_fen) FILTER (WHERE amount_fen > 0), 0) AS debit_fen,
           coalesce(-sum(amount_fen) FILTER (WHERE amount_fen < 0), 0) AS credit_fen
    FROM ledger_posting
    WHERE %(province)s = '' OR province = %(province)s
    GROUP BY province, scheme, book, month, account
) AS posted USING (province, scheme, book, month, account)
WHERE coalesce(kept.debit_fen, 0) <> coalesce(posted.debit_fen, 0)
   OR coalesce(kept.credit_fen, 0) <> coalesce(posted.credit_fen, 0)
ORDER BY province, scheme, book, month, account
"""  # noqa: S608  # names come from code


@dataclass(frozen=True)
class UnequalTurnover:
    """A turnover that is not what its postings sum to; all in fen."""

    province: str
    scheme: str
    book: str
    month: Month
    account: str
    posted_debit_fen: int
    posted_credit_fen: int
    kept_debit_fen: int
    kept_credit_fen: int


def unequal_turnovers(province: str = "") -> list[UnequalTurnover]:
    """Return the turnovers that are not what their postings sum to, of a province or of all.

    One of nothing, which an entry that was taken out leaves behind, is as good as none.
    """
    return [
        UnequalTurnover(*row[:5], *map(int, row[5:])) for row in fetch(_UNEQUAL, province=province)
    ]


def unequal_balances() -> list[str]:
    """Return the turnovers that are not what their postings sum to, by province to account."""
    return [
        f"{one.province} {one.scheme} {one.book} {month_text(one.month)} {one.account}"
        for one in unequal_turnovers()
    ]
