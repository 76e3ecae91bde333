"""The account while it is paid out 支付期: it goes on earning, empties, and the fund pays on."""

from collections.abc import Iterator
from dataclasses import dataclass

from tongchou.policy.employees.account.account import (
    ROUNDINGS,
    Terms,
)
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import Formula, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.roundings import said
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, choose, clip
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month, year_of

BASIS = "social-insurance-law-14"


@dataclass(frozen=True)
class Payout:
    """What was paid out of an account and after it, or of a column of accounts; amounts in fen.

    `full_months` counts the months that the account paid whole.
    """

    from_account_fen: Fen
    from_fund_fen: Fen
    interest_fen: Fen
    balance_fen: Fen
    full_months: Fen


def payout(
    law: Law,
    province: str,
    balance_fen: Fen,
    monthly_fen: Fen,
    from_month: Month,
    until_month: Month,
    sheet: Sheet,
) -> Payout:
    """Return how the account part of a pension is paid 支付, month by month.

    `until_month` is exclusive.
    Each month the account pays what it has, up to the whole; the pooled fund pays the rest,
    for life. What is left after a payment earns for that month; a year's interest is rounded
    and added at the end of the year, or of the last month. Balances below 10¹¹ fen times 12
    months times a rate below 10⁴ stay below 2 × 10¹⁶.
    """
    account_fen, fund_fen, interest_fen, full_months = (0 * balance_fen for _ in range(4))
    left_fen = balance_fen
    for year, months in _years(from_month, until_month):
        terms = Terms.of(law, province, year)
        opened_fen, product, drawn_fen = left_fen, 0 * balance_fen, 0 * balance_fen
        for _ in range(months):
            paid_fen = clip(monthly_fen, 0, left_fen)
            left_fen = left_fen - paid_fen
            product = product + left_fen
            drawn_fen = drawn_fen + paid_fen
            full_months = full_months + choose(paid_fen == monthly_fen, 1, 0)
        earned_fen = ROUNDINGS[terms.rounding](
            product * terms.rate.value, RATE_SCALE * MONTHS_PER_YEAR
        )
        at_most = put_in(
            "min({} × {}, {})", (monthly_fen, "fen"), (months, "months"), (opened_fen, "fen")
        )
        _year_lines(sheet, terms, year, at_most, (drawn_fen, product, earned_fen))
        left_fen = left_fen + earned_fen
        account_fen = account_fen + drawn_fen
        fund_fen = fund_fen + monthly_fen * months - drawn_fen
        interest_fen = interest_fen + earned_fen
    for name, zh, en, value, unit in (
        ("from_account", "个人账户支付合计", "Paid from the account", account_fen, "fen"),
        ("from_fund", "统筹基金支付合计", "Paid by the pooled fund", fund_fen, "fen"),
        ("balance", "个人账户余额", "Left in the account", left_fen, "fen"),
        ("full_months", "账户足额支付月数", "Months paid whole", full_months, "months"),
    ):
        sheet.line(name, zh, en, value, unit, "", BASIS)
    return Payout(account_fen, fund_fen, interest_fen, left_fen, full_months)


def _years(from_month: Month, until_month: Month) -> Iterator[tuple[int, int]]:
    """Yield each year of a span with its months in it."""
    at = from_month
    while at < until_month:
        end = min(month(year_of(at), MONTHS_PER_YEAR) + 1, until_month)
        yield year_of(at), end - at
        at = end


def _year_lines(
    sheet: Sheet, terms: Terms, year: int, at_most: Formula, amounts: tuple[Fen, Fen, Fen]
) -> None:
    drawn_fen, product, earned_fen = amounts
    sheet.line(
        f"drawn_{year}",
        f"{year}年个人账户支付",
        f"Paid from the account in {year}",
        drawn_fen,
        "fen",
        at_most,
        BASIS,
    )
    sheet.note_provisional(terms.rate.provisional)
    sheet.line(
        f"interest_{year}",
        f"{year}年余额利息",
        f"Interest of {year} on what was left",
        earned_fen,
        "fen",
        said(
            put_in("{} × {} ÷ 12", (product, "fen"), (terms.rate.value, terms.rate.unit)),
            ROUNDINGS[terms.rounding],
        ),
        terms.rate.source,
    )
