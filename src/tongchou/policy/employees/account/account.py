"""The individual account 个人账户: how what was credited earns notional interest."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import Formula, joined, put_in
from tongchou.policy.engine.law import Figure, Law
from tongchou.policy.engine.roundings import said, up_to_jiao
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    round_half_up,
)
from tongchou.standards.time import MONTHS_PER_YEAR, Month, calendar_month, month, year_of

BASIS = "labour-office-1997-116"
FACTOR_SCALE = 10_000

Credits = Sequence[Fen]
"""What was credited in each month of a year from January, an amount or a column a month."""

Rounding = Callable[[Number, int], Number]
"""How a quotient becomes whole fen."""


ROUNDINGS: Mapping[str, Rounding] = {
    "half_up_to_fen": round_half_up,
    "up_to_jiao": up_to_jiao,
}
"""How interest is rounded, by the word of the province."""


@dataclass(frozen=True)
class AccountYear:
    """One year of an account, or of a column of accounts; amounts in fen.

    What the opening balance earned and what the year's credits earned are rounded each by
    itself, since the account's record keeps them apart.
    """

    opening_interest_fen: Fen
    credits_interest_fen: Fen
    closing_fen: Fen

    @property
    def interest_fen(self) -> Fen:
        """All interest of the year 当年利息."""
        return self.opening_interest_fen + self.credits_interest_fen


def month_product_year(
    opening_fen: Fen,
    credits_fen: Credits,
    rate_e4: int,
    *,
    months: int = MONTHS_PER_YEAR,
    rounding: Rounding = round_half_up,
) -> AccountYear:
    """Return a year by the month-product method 月积数法, or its first `months`.

    A credit of month n earns for the months n … `months`, the opening balance for all of
    them. A credit after `months` earns nothing and is not in the closing balance. Balances
    stay below 10¹¹ fen: times 12 months times a rate below 10⁴ that is below 2 × 10¹⁶.
    """
    scale = RATE_SCALE * MONTHS_PER_YEAR
    on_opening = rounding(opening_fen * months * rate_e4, scale)
    on_credits = rounding(month_product(credits_fen, months) * rate_e4, scale)
    closing = opening_fen + sum(credits_fen[:months]) + on_opening + on_credits
    return AccountYear(on_opening, on_credits, closing)


def yearly_method_year(
    opening_fen: Fen,
    credits_fen: Credits,
    rate_e4: int,
    factor_e4: int,
    *,
    rounding: Rounding = round_half_up,
) -> AccountYear:
    """Return a whole year by the yearly method 年度计算法: S × (1 + r) + C × (1 + r × 1.083 ÷ 2).

    Some copies print the factor outside of the bracket; that would multiply the credits
    themselves. A year's credits stay below 10¹⁰ fen: times rate and factor, below 2 × 10¹⁸.
    """
    credited_fen = sum(credits_fen)
    on_opening = rounding(opening_fen * rate_e4, RATE_SCALE)
    on_credits = rounding(credited_fen * rate_e4 * factor_e4, 2 * RATE_SCALE * FACTOR_SCALE)
    return AccountYear(on_opening, on_credits, opening_fen + credited_fen + on_opening + on_credits)


def month_product(credits_fen: Credits, months: int) -> Fen:
    """Return the month product 月积数 of a year's credits: each times the months it earns for."""
    return sum(credit * (months - place) for place, credit in enumerate(credits_fen[:months]))


METHODS = ("month_product", "yearly")
"""How a year may be reckoned: by the month product 月积数法, or as a whole 年度计算法."""


@dataclass(frozen=True)
class Terms:
    """How an account earns in one year: its rate, its method, its rounding 计息办法.

    The yearly method knows whole years only; less than a year is reckoned by months. Only that
    method has a `factor`.
    """

    rate: Figure
    factor: Figure | None
    rounding: str
    months: int

    @classmethod
    def of(
        cls,
        law: Law,
        province: str,
        year: int,
        months: int = MONTHS_PER_YEAR,
        method: str | None = None,
    ) -> Self:
        """Return the terms of a year; raises `NotInForce` where no rate is known.

        A `method` that is named stands before the province's own.
        """
        at = month(year, 1)
        method = method or law.word_among(METHODS, "account_interest_method", at, province)
        is_yearly = method == "yearly" and months == MONTHS_PER_YEAR
        return cls(
            rate=law.figure("notional_interest_rate", at, province),
            factor=law.figure("yearly_credit_factor", at, province) if is_yearly else None,
            rounding=law.word_among(ROUNDINGS, "account_interest_rounding", at, province),
            months=months,
        )

    def year(self, opening_fen: Fen, credits_fen: Credits) -> AccountYear:
        """Return the year under these terms."""
        rounding = ROUNDINGS[self.rounding]
        if self.factor is not None:
            return yearly_method_year(
                opening_fen, credits_fen, self.rate.value, self.factor.value, rounding=rounding
            )
        return month_product_year(
            opening_fen, credits_fen, self.rate.value, months=self.months, rounding=rounding
        )

    def opening_formula(self, opening_fen: Fen) -> Formula:
        """Return how the opening balance earns, with the numbers put in."""
        formula = put_in(
            "{} × {} × {} ÷ 12",
            (opening_fen, "fen"),
            (self.rate.value, self.rate.unit),
            (self.months, "months"),
        )
        return said(formula, ROUNDINGS[self.rounding])

    def credits_formula(self, credits_fen: Credits) -> Formula:
        """Return how the year's credits earn, with the numbers put in."""
        rate = (self.rate.value, self.rate.unit)
        if self.factor is not None:
            factor = (self.factor.value, self.factor.unit)
            formula = put_in("{} × {} × {} ÷ 2", (sum(credits_fen), "fen"), rate, factor)
        else:
            product = month_product(credits_fen, self.months)
            formula = put_in("{} × {} ÷ 12", (product, "fen"), rate)
        return said(formula, ROUNDINGS[self.rounding])


def year_on_sheet(
    terms: Terms, opening_fen: Fen, credits_fen: Credits, sheet: Sheet
) -> AccountYear:
    """Return a year of an account, with each of its steps on the worksheet."""
    year = terms.year(opening_fen, credits_fen)
    sheet.figure(terms.rate)
    for name, zh, en, value, formula in (
        (
            "interest_opening",
            "上年末储存额当年利息",
            "Interest on the opening balance",
            year.opening_interest_fen,
            terms.opening_formula(opening_fen),
        ),
        (
            "interest_credits",
            "当年记账额利息",
            "Interest on the year's credits",
            year.credits_interest_fen,
            terms.credits_formula(credits_fen),
        ),
    ):
        sheet.note_provisional(terms.rate.provisional)
        sheet.line(name, zh, en, value, "fen", formula, BASIS)
    sheet.note_provisional(terms.rate.provisional)
    sheet.line(
        "closing",
        "期末储存额",
        "Closing balance",
        year.closing_fen,
        "fen",
        put_in(
            "{} + {} + {} + {}",
            (opening_fen, "fen"),
            (sum(credits_fen[: terms.months]), "fen"),
            (year.opening_interest_fen, "fen"),
            (year.credits_interest_fen, "fen"),
        ),
        BASIS,
    )
    return year


@rule("account-interest", version=1)
def balance_with_interest(
    law: Law,
    province: str,
    credits_by_year: Mapping[int, Credits],
    until_month: Month,
    sheet: Sheet,
    *,
    opening_fen: Fen = 0,
) -> tuple[Fen, Fen]:
    """Return all interest and the balance 储存额 up to and including a month, in fen.

    The years are chained from the first one given: what a year closes with, the next
    opens with. The last year earns for its months up to `until_month`. A rate that is not
    final marks its line as provisional.
    """
    interest_fen, balance_fen = 0 * opening_fen, opening_fen
    last_year = year_of(until_month)
    for year in range(min(credits_by_year, default=last_year), last_year + 1):
        lasting = calendar_month(until_month) if year == last_year else MONTHS_PER_YEAR
        terms = Terms.of(law, province, year, lasting)
        credits_fen = credits_by_year.get(year, ())
        reckoned = terms.year(balance_fen, credits_fen)
        sheet.note_provisional(terms.rate.provisional)
        sheet.line(
            f"interest_{year}",
            f"{year}年记账利息",
            f"Interest of {year}",
            reckoned.interest_fen,
            "fen",
            joined(" + ", (terms.opening_formula(balance_fen), terms.credits_formula(credits_fen))),
            terms.rate.source,
        )
        interest_fen = interest_fen + reckoned.interest_fen
        balance_fen = reckoned.closing_fen
    sheet.line(
        "account_interest", "记账利息合计", "Interest in all", interest_fen, "fen", "Σ", BASIS
    )
    return interest_fen, balance_fen


@dataclass(frozen=True)
class Balance:
    """What an account holds 储存额 in a month: all that was credited, and the interest on it."""

    principal_fen: int
    interest_fen: int

    @property
    def balance_fen(self) -> int:
        """Principal and interest together."""
        return self.principal_fen + self.interest_fen


def balance_at(
    law: Law,
    province: str,
    months: Sequence[Month],
    amounts_fen: Sequence[int],
    until_month: Month,
    sheet: Sheet,
) -> Balance:
    """Return what one account's movements come to, with the interest up to and including a month.

    What was credited after that month is principal that has earned nothing.
    """
    years: dict[int, list[Fen]] = {}
    for at, amount in zip(months, amounts_fen, strict=True):
        if at <= until_month:
            credited = years.setdefault(year_of(at), [0] * MONTHS_PER_YEAR)
            credited[calendar_month(at) - 1] += amount
    interest_fen, _ = balance_with_interest(law, province, years, until_month, sheet)
    return Balance(sum(amounts_fen), int(interest_fen))
