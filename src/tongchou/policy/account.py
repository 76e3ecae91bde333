"""The individual account 个人账户: how what was credited earns notional interest."""

from collections.abc import Sequence
from typing import Any

from tongchou.policy.law import Law, NotInForce
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import round_half_up, yuan_grouped
from tongchou.standards.time import MONTHS_PER_YEAR, Month, calendar_month, month, year_of

BASIS = "labour-office-1997-116"
RATE_SCALE = 10_000


def account_year(
    opening_fen: Any, credits_fen: Sequence[Any], rate_e4: Any, *, months: int = MONTHS_PER_YEAR
) -> tuple[Any, Any, Any]:
    """Return interest on the opening balance, interest on the year's credits, and the closing.

    Month-product method 月积数法: a credit of month n earns for the months n … `months`,
    the opening balance for all of them. `credits_fen` has one entry (or column) a month
    from January; each interest is rounded half-up to the fen once.
    """
    opening_interest = round_half_up(opening_fen * rate_e4 * months, RATE_SCALE * MONTHS_PER_YEAR)
    product: Any = 0
    total: Any = 0
    for place, credit in enumerate(credits_fen[:months]):
        product = product + credit * (months - place)
        total = total + credit
    credit_interest = round_half_up(product * rate_e4, RATE_SCALE * MONTHS_PER_YEAR)
    closing = opening_fen + opening_interest + total + credit_interest
    return opening_interest, credit_interest, closing


def interest_until(
    law: Law,
    province: str,
    months: Sequence[Month],
    amounts_fen: Sequence[int],
    until_month: Month,
    sheet: Sheet,
) -> int:
    """Return the interest that an account's movements earn up to and including a month, in fen.

    The years are chained: what a year closes with, the next year opens with. A movement
    after `until_month` earns nothing. A year whose rate is not published uses the last
    published one, and marks its line as provisional.
    """
    if not months:
        return int(sheet.line("account_interest", *_TITLE, 0, "fen", "", BASIS))
    opening, interest = 0, 0
    for year in range(year_of(min(months)), year_of(until_month) + 1):
        credits_fen = [0] * MONTHS_PER_YEAR
        for at, amount in zip(months, amounts_fen, strict=True):
            if year_of(at) == year and at <= until_month:
                credits_fen[calendar_month(at) - 1] += amount
        lasting = calendar_month(until_month) if year == year_of(until_month) else 12
        rate_e4, provisional = _rate(law, province, year)
        sheet.note_provisional(provisional)
        earned_opening, earned_credits, closing = account_year(
            opening, credits_fen, rate_e4, months=lasting
        )
        sheet.line(
            f"interest_{year}",
            f"{year}年记账利息",
            f"Interest of {year}",
            earned_opening + earned_credits,
            "fen",
            put_in(
                "{} × {} % × {}/12 + {}",
                yuan_grouped(opening),
                f"{rate_e4 // 100}.{rate_e4 % 100:02d}",
                lasting,
                yuan_grouped(earned_credits),
            ),
            BASIS,
        )
        interest += earned_opening + earned_credits
        opening = closing
    return int(sheet.line("account_interest", *_TITLE, interest, "fen", "Σ", BASIS))


_TITLE = ("记账利息合计", "Interest in all")


def _rate(law: Law, province: str, year: int) -> tuple[int, bool]:
    try:
        figure = law.figure("notional_interest_rate", month(year, 1), province)
    except NotInForce:
        figure = law.figure("notional_interest_rate", month(year - 1, 1), province)
        return figure.value, True
    return figure.value, figure.provisional
