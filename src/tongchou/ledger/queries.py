"""Reading the ledger: balances, movements of a person's account, the trial balance."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import F, Sum

from tongchou.ledger.books import Book
from tongchou.ledger.models import Posting
from tongchou.standards.time import Month

SPECIAL_ACCOUNT = "1003"
"""The ledger account of the special fiscal account 财政专户."""

INDIVIDUAL_ACCOUNT = "8001"
"""The ledger account of individual accounts 个人账户; what a person has saved stands as credit."""


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


@dataclass(frozen=True)
class Movement:
    """One movement on an individual account; `amount_fen` grows the savings when positive."""

    province: str
    posted_on: date
    month: Month
    memo: str
    amount_fen: int
    item_number: str


def balance_of(book: Book, account: str, *, province: str | None = None) -> int:
    """Return a ledger account's balance in fen, debit positive."""
    postings = Posting.objects.filter(entry__book=book, account=account)
    if province is not None:
        postings = postings.filter(entry__province=province)
    return postings.aggregate(total=Sum("amount_fen"))["total"] or 0


def cash_in_special_account(*, province: str) -> int:
    """Return what the special fiscal account 财政专户 of a province holds, in fen."""
    return balance_of(Book.FUND, SPECIAL_ACCOUNT, province=province)


def balances_by_province(book: Book, accounts: Sequence[str]) -> dict[str, dict[str, int]]:
    """Return the balances of some ledger accounts in fen, by province and account."""
    found: dict[str, dict[str, int]] = {}
    rows = (
        Posting.objects.filter(entry__book=book, account__in=accounts)
        .values_list("entry__province", "account")
        .annotate(Sum("amount_fen"))
    )
    for province, account, total in rows:
        found.setdefault(province, dict.fromkeys(accounts, 0))[account] = total
    return found


def account_balance(ssn: str, *, province: str | None = None) -> int:
    """Return what a person's individual account holds 储存额, in fen."""
    return sum(movement.amount_fen for movement in account_movements(ssn, province=province))


def account_balances(ssns: Iterable[str], *, province: str) -> dict[str, int]:
    """Return the individual account balances of many people at once, in fen."""
    rows = (
        Posting.objects.filter(
            holder__in=list(ssns), account=INDIVIDUAL_ACCOUNT, entry__province=province
        )
        .values_list("holder")
        .annotate(total=-Sum("amount_fen"))
    )
    return dict(rows)


def account_movements(ssn: str, *, province: str | None = None) -> list[Movement]:
    """Return the movements of a person's individual account, oldest first."""
    return _movements(ssn, province, "entry__posted_on", "id")


def movements_since_empty(ssn: str, *, province: str) -> list[Movement]:
    """Return the movements since the account was last empty, in the order they were written.

    What left an account left with its interest, so nothing from before earns any more.
    """
    written = _movements(ssn, province, "id")
    balances = accumulate(movement.amount_fen for movement in written)
    empty = [place for place, balance_fen in enumerate(balances, start=1) if balance_fen == 0]
    return written[max(empty, default=0) :]


def _movements(ssn: str, province: str | None, *order: str) -> list[Movement]:
    postings = Posting.objects.filter(holder=ssn, account=INDIVIDUAL_ACCOUNT)
    if province is not None:
        postings = postings.filter(entry__province=province)
    rows = postings.order_by(*order).annotate(
        province=F("entry__province"),
        posted_on=F("entry__posted_on"),
        month=F("entry__month"),
        memo=F("entry__memo"),
        item_number=F("entry__item_number"),
    )
    return [
        Movement(
            province=row.province,
            posted_on=row.posted_on,
            month=row.month,
            memo=row.memo,
            amount_fen=-row.amount_fen,
            item_number=row.item_number,
        )
        for row in rows
    ]


# {province} is the column to keep the provinces apart by, or '' to put them together.
_TRIAL_BALANCE = """
SELECT {province}, posting.account,
       coalesce(sum(amount_fen) FILTER (WHERE month < %(month)s), 0)::bigint,
       coalesce(sum(amount_fen) FILTER (WHERE month = %(month)s AND amount_fen > 0), 0)::bigint,
       coalesce(-sum(amount_fen) FILTER (WHERE month = %(month)s AND amount_fen < 0), 0)::bigint
FROM ledger_posting AS posting JOIN ledger_entry AS entry ON entry.id = posting.entry_id
WHERE entry.book = %(book)s AND entry.month <= %(month)s
  AND (%(province)s::text IS NULL OR entry.province = %(province)s)
GROUP BY 1, posting.account
ORDER BY 1, posting.account
"""


def trial_balance(book: Book, month: Month, *, province: str | None = None) -> list[BalanceRow]:
    """Return the trial balance 科目余额表 of a book at a month's end, province by province."""
    return _balance_rows("entry.province", book, month, province)


def national_balance(book: Book, month: Month) -> list[BalanceRow]:
    """Return the trial balance of the whole country, summed by the database posting by posting.

    It is not made from the provinces' balances, so comparing it with their sum proves both.
    """
    return _balance_rows("''::text", book, month, None)


def _balance_rows(
    apart_by: str, book: Book, month: Month, province: str | None
) -> list[BalanceRow]:
    facts: dict[str, Any] = {"book": book, "month": month, "province": province}
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL_BALANCE.format(province=apart_by), facts)
        return [BalanceRow(*row) for row in cursor.fetchall()]


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


def unbalanced_entries() -> list[str]:
    """Return the numbers of entries that lack legs or do not sum to zero; a lost entry by its id.

    The database lets none in, so one that shows was changed past the system.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT coalesce(entry.number, 'entry ' || legs.entry_id)
            FROM ledger_entry AS entry FULL JOIN (
                SELECT entry_id, sum(amount_fen) AS total, count(*) AS count
                FROM ledger_posting GROUP BY entry_id
            ) AS legs ON legs.entry_id = entry.id
            WHERE entry.id IS NULL OR legs.total IS DISTINCT FROM 0 OR legs.count < 2
            ORDER BY 1
            """
        )
        return [number for (number,) in cursor.fetchall()]
