"""Determination 待遇核定 of a pension from a working life, as a claim needs it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from tongchou.policy.employees.account.account import Balance, balance_at
from tongchou.policy.employees.pension.claim import (
    INDEX_E6_PER_E4,
    Early,
)
from tongchou.policy.employees.pension.early_years import Before, Span, before_account, early_years
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.employees.pension.wage_index import average_index
from tongchou.policy.employees.retirement.retirement_terms import (
    Retirement,
    RetirementFacts,
    retirement_terms,
)
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet, Worksheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.time import Month

BASIS = "state-council-2005-38-6"


@dataclass(frozen=True)
class WorkingLife:
    """A working life as the province of the claim holds it; its months run to the retirement.

    `months` were contributed here on `base_fens`, `earlier` elsewhere or before the account, of
    which `deemed_months` are deemed (None: not told). `old_transitional_fen` is the transitional
    pension by the method before a reform, as it was reckoned from the file. `months_after` were
    contributed after the retirement and earn no right; what they put into the account is the
    person's all the same.
    The account's movements are months and amounts, one each. `contribution_months` of
    `retirement` is reckoned here.
    """

    province: str
    city: str | None
    retirement: RetirementFacts
    months: Sequence[Month]
    base_fens: Sequence[int]
    earlier: Sequence[Span]
    account_months: Sequence[Month]
    account_fens: Sequence[int]
    deemed_months: int | None = None
    months_after: int = 0
    old_transitional_fen: int | None = None

    @property
    def contribution_months(self) -> int:
        """All contribution months 缴费年限 that count."""
        return len(self.months) + sum(span.months for span in self.earlier)

    @property
    def first_month(self) -> Month | None:
        """The first month of all, here or elsewhere."""
        return min((*(span.from_month for span in self.earlier), *self.months), default=None)


@dataclass(frozen=True)
class Determination:
    """A pension determined 待遇核定, in fen, with what it rests on and the worksheet that shows it.

    `interest_fen` is what the account earned up to the retirement and has not been credited
    yet; `account_balance_fen` holds it already.
    """

    retirement: Retirement
    basic_fen: int
    account_fen: int
    transitional_fen: int
    additions_fen: Mapping[str, int]
    total_fen: int
    contribution_months: int
    wage_index_e4: int
    account_balance_fen: int
    interest_fen: int
    worksheet: Worksheet

    @property
    def from_month(self) -> Month:
        """The first month that is paid."""
        return self.retirement.retired_in + 1

    @property
    def is_provisional(self) -> bool:
        """Whether it rests on a figure that is not final 预发."""
        return self.worksheet.is_provisional


@rule("pension-determination", version=1)
def determine(law: Law, life: WorkingLife) -> Determination | Refusals:
    """Return the pension that a working life earned, or all reasons why there is none.

    Raises `NotInForce` where a figure is not known, or something that only the person's file
    tells is not shown.
    """
    sheet = Sheet()
    asked = replace(life.retirement, contribution_months=life.contribution_months)
    retirement = retirement_terms(law, asked, sheet)
    if not isinstance(retirement, Retirement):
        early = () if asked.chosen_in is None else _early(law, life, asked.chosen_in)
        return retirement + (early if not isinstance(early, _Early) else ())
    retired_in = retirement.retired_in
    early = _early(law, life, retired_in)
    if not isinstance(early, _Early):
        return early
    _write_months_after(life.months_after, sheet)
    index_e4 = _index_e4(law, life, retired_in, early.before, sheet)
    balance = _balance(law, life, retired_in, sheet)
    found = pension(
        law,
        life.province,
        retired_in,
        contribution_months=life.contribution_months,
        wage_index_e6=index_e4 * INDEX_E6_PER_E4,
        account_balance_fen=balance.balance_fen,
        age_months=retirement.age_months,
        early=early.years,
        sheet=sheet,
        city=life.city,
    )
    return Determination(
        retirement=retirement,
        basic_fen=int(found.basic_fen),
        account_fen=int(found.account_fen),
        transitional_fen=int(found.transitional_fen),
        additions_fen={name: int(fen) for name, fen in found.additions_fen.items()},
        total_fen=int(found.total_fen),
        contribution_months=life.contribution_months,
        wage_index_e4=index_e4,
        account_balance_fen=balance.balance_fen,
        interest_fen=balance.interest_fen,
        worksheet=sheet.worksheet(law),
    )


class _Early(NamedTuple):
    """What lies before the account, and how it counts for a transitional pension."""

    before: Before
    years: Early


def _early(law: Law, life: WorkingLife, retired_in: Month) -> _Early | Refusals:
    at = (law, life.province, retired_in)
    before = before_account(*at, life.earlier)
    if not isinstance(before, Before):
        return before
    years = early_years(*at, before, life.deemed_months)
    if not isinstance(years, Early):
        return years
    if life.old_transitional_fen is not None:
        years = replace(years, old_fen=life.old_transitional_fen)
    return _Early(before, years)


def _write_months_after(months_after: int, sheet: Sheet) -> None:
    if months_after:
        sheet.line(
            "months_after",
            "退休年月之后的缴费月数(不计入)",
            "Months contributed after the retirement, not counted",
            months_after,
            "months",
            "",
            BASIS,
        )


def _index_e4(law: Law, life: WorkingLife, retired_in: Month, before: Before, sheet: Sheet) -> int:
    """Return the average index over all that was earned, gaps counted where the province does."""
    first = life.first_month
    return average_index(
        law,
        life.province,
        life.months,
        life.base_fens,
        sheet,
        earlier_months=[span.months for span in life.earlier],
        earlier_indices_e4=[span.index_e4 for span in life.earlier],
        before=(before.months, before.index_sum_e4),
        due_months=None if first is None else retired_in - first + 1,
        retired_in=retired_in,
        city=life.city,
    )


def _balance(law: Law, life: WorkingLife, retired_in: Month, sheet: Sheet) -> Balance:
    """Return what the account holds at retirement: all that was credited, with its interest."""
    balance = balance_at(
        law, life.province, life.account_months, life.account_fens, retired_in, sheet
    )
    sheet.line(
        "account_balance",
        "退休时个人账户储存额",
        "Account balance at retirement",
        balance.balance_fen,
        "fen",
        put_in("{} + {}", (balance.principal_fen, "fen"), (balance.interest_fen, "fen")),
        BASIS,
    )
    return balance
