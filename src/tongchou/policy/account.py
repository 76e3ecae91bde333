"""The individual account 个人账户: how what was credited earns notional interest."""

from collections.abc import Mapping, Sequence

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Fen, round_half_up
from tongchou.standards.time import MONTHS_PER_YEAR, Month, calendar_month, month, year_of

BASIS = "labour-office-1997-116"
RATE_SCALE = 10_000

Credits = Sequence[Fen]
"""What was credited in each month of a year from January, an amount or a column a month."""


def account_year(
    opening_fen: Fen, credits_fen: Credits, rate_e4: int, *, months: int = MONTHS_PER_YEAR
) -> tuple[Fen, Fen]:
    """Return a year's interest and its closing balance, in fen.

    Month-product method 月积数法: a credit of month n earns for the months n … `months`,
    the opening balance for all of them. The year's interest is rounded half-up once.
    A credit after `months` earns nothing and is not in the closing balance.
    """
    product = opening_fen * months + month_product(credits_fen, months)
    interest: Fen = round_half_up(product * rate_e4, RATE_SCALE * MONTHS_PER_YEAR)
    return interest, opening_fen + sum(credits_fen[:months]) + interest


def month_product(credits_fen: Credits, months: int) -> Fen:
    """Return the month product 月积数 of a year's credits: each times the months it earns for."""
    return sum(credit * (months - place) for place, credit in enumerate(credits_fen[:months]))


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
        figure = law.figure("notional_interest_rate", month(year, 1), province)
        opened_fen = balance_fen
        credits_fen = credits_by_year.get(year, ())
        earned_fen, balance_fen = account_year(
            opened_fen, credits_fen, figure.value, months=lasting
        )
        sheet.note_provisional(figure.provisional)
        sheet.line(
            f"interest_{year}",
            f"{year}年记账利息",
            f"Interest of {year}",
            earned_fen,
            "fen",
            put_in(
                "({} × {} + {}) × {} ÷ 12",
                (opened_fen, "fen"),
                (lasting, "months"),
                (month_product(credits_fen, lasting), "fen"),
                (figure.value, figure.unit),
            ),
            figure.source,
        )
        interest_fen = interest_fen + earned_fen
    sheet.line(
        "account_interest", "记账利息合计", "Interest in all", interest_fen, "fen", "Σ", BASIS
    )
    return interest_fen, balance_fen


def interest_until(
    law: Law,
    province: str,
    months: Sequence[Month],
    amounts_fen: Sequence[int],
    until_month: Month,
    sheet: Sheet,
) -> int:
    """Return the interest that one account's movements earn up to and including a month, in fen."""
    years: dict[int, list[Fen]] = {}
    for at, amount in zip(months, amounts_fen, strict=True):
        if at <= until_month:
            credited = years.setdefault(year_of(at), [0] * MONTHS_PER_YEAR)
            credited[calendar_month(at) - 1] += amount
    interest_fen, _ = balance_with_interest(law, province, years, until_month, sheet)
    return int(interest_fen)
