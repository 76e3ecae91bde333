"""Departure 关系转出: what a record carries when it leaves for another province."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongchou.policy.employees.account.account import Balance, balance_at
from tongchou.policy.employees.pension.wage_index import wage_indices
from tongchou.policy.employees.transfer.transfer_amount import (
    BASIS,
    AccountParts,
    PaidYear,
    ordinary_transfer,
)
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet, Worksheet
from tongchou.standards.time import Month, month, year_of


@dataclass(frozen=True)
class HeldRecord:
    """A record as the province holds it in the year of its departure.

    `months` were paid here on `base_fens`; `brought` are the years of earlier records whose
    wages are known, `brought_months` all their months. The account's movements are months and
    amounts, one each.
    """

    province: str
    city: str | None
    year: int
    months: Sequence[Month]
    base_fens: Sequence[int]
    brought: Sequence[PaidYear]
    brought_months: int
    account_months: Sequence[Month]
    account_fens: Sequence[int]


@dataclass(frozen=True)
class YearHeld:
    """A year paid here: its months, the sum of its bases, and the sum of its indices ×10⁴."""

    year: int
    months: int
    base_sum_fen: int
    index_sum_e4: int


@dataclass(frozen=True)
class Departure:
    """What leaves, in fen, and the worksheet that shows it.

    `interest_fen` is what the account earned up to last year's end and has not been credited
    yet; `year_end_fen` and `account_fen` hold it already.
    """

    months: int
    years: tuple[YearHeld, ...]
    account_fen: int
    pooled_fen: int
    total_fen: int
    year_end_fen: int
    this_year_fen: int
    interest_fen: int
    worksheet: Worksheet


@rule("record-departure", version=1)
def departure(law: Law, record: HeldRecord) -> Departure:
    """Return what a record carries away; raises `NotInForce` where a figure is not known."""
    sheet = Sheet()
    months = sheet.line(
        "months",
        "转出缴费月数",
        "Months that move",
        len(record.months) + record.brought_months,
        "months",
        put_in("{} + {}", (len(record.months), "months"), (record.brought_months, "months")),
        BASIS,
    )
    years = _years(law, record)
    at_year_end = _at_year_end(law, record, sheet)
    account = AccountParts(
        year_end_fen=at_year_end.balance_fen,
        this_year_fen=sum(record.account_fens) - at_year_end.principal_fen,
    )
    rows = [*record.brought, *(PaidYear(year.year, year.base_sum_fen) for year in years)]
    moved = ordinary_transfer(law, rows, account, sheet)
    return Departure(
        months=months,
        years=years,
        account_fen=int(moved.account_fen),
        pooled_fen=int(moved.pooled_fen),
        total_fen=int(moved.total_fen),
        year_end_fen=at_year_end.balance_fen,
        this_year_fen=int(account.this_year_fen),
        interest_fen=at_year_end.interest_fen,
        worksheet=sheet.worksheet(law),
    )


def _at_year_end(law: Law, record: HeldRecord, sheet: Sheet) -> Balance:
    """Return the account at the end of last year, with its interest.

    This year's interest is not lost: the destination credits it, because the answer tells
    from which months the money earns.
    """
    before = [
        (at, amount)
        for at, amount in zip(record.account_months, record.account_fens, strict=True)
        if year_of(at) < record.year
    ]
    if not before:
        return Balance(0, 0)
    months, amounts = zip(*before, strict=True)
    return balance_at(law, record.province, months, amounts, month(record.year, 1) - 1, sheet)


def _years(law: Law, record: HeldRecord) -> tuple[YearHeld, ...]:
    """Return the months paid here by calendar year."""
    indices = wage_indices(law, record.province, record.months, record.base_fens, record.city)
    paid = list(zip(record.months, record.base_fens, indices, strict=True))
    years = sorted({year_of(at) for at in record.months})
    rows = [(year, [(base, e4) for at, base, e4 in paid if year_of(at) == year]) for year in years]
    return tuple(
        YearHeld(year, len(row), sum(base for base, _ in row), sum(e4 for _, e4 in row))
        for year, row in rows
    )
