"""A year of an individual account, as others ask it."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from tongchou.policy.employees.account.account import Terms, year_on_sheet
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber, plain
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import (
    MONTHS_PER_YEAR,
    YEARS,
    calendar_month,
    month,
    month_text,
    year_of,
)

_BY_MONTHS = ("month", "monthly", "product", "month_product", "monthly_product", "月积数")
_BY_YEARS = ("year", "yearly", "annual", "annually", "年度计算", "年度")
_CALLED = {
    **dict.fromkeys(_BY_MONTHS, "month_product"),
    **dict.fromkeys(_BY_YEARS, "yearly"),
}
"""What the methods are called, in documents and by other systems; in the singular."""


def _method(value: Any) -> str:
    text = str(plain(value)).lower().replace("-", "_").replace(" ", "_")
    word = text.removesuffix("_method").removesuffix("法").removesuffix("s")
    if word not in _CALLED:
        raise ValueError(
            "计息办法应为 month_product 或 yearly | The method is month_product or yearly"
        )
    return _CALLED[word]


def _in_year(value: Any, year: str) -> Any:
    number = str(value)
    is_bare = number.isascii() and number.isdigit() and len(number) <= len("12")
    return f"{year}-{number:0>2}" if is_bare else value


class Facts(AskedFacts):
    """What an account opened a year with, and what was credited in its months.

    Without `until_month` the year is whole; with it, the account is closed in that month.
    A month may be written 2024-09, or 9.
    """

    opening: YuanFen = 0
    credits: list[tuple[AskedMonth, YuanFen]] = Field(default_factory=list)
    year: Annotated[WholeNumber, Field(ge=YEARS.start, lt=YEARS.stop)]
    province: AskedProvince = NATIONAL
    method: Annotated[str, BeforeValidator(_method)] | None = None
    until_month: AskedMonth | None = None

    @model_validator(mode="before")
    @classmethod
    def _months_of_the_year(cls, asked: Any) -> Any:
        """Return the facts with bare months, 1 to 12, written with the year."""
        if not isinstance(asked, dict):
            return asked
        year = str(asked.get("year", ""))
        written = dict(asked)
        if "until_month" in asked:
            written["until_month"] = _in_year(asked["until_month"], year)
        if isinstance(asked.get("credits"), list):
            written["credits"] = [
                [_in_year(pair[0], year), *pair[1:]] if isinstance(pair, list) and pair else pair
                for pair in asked["credits"]
            ]
        return written


@rule("account-year", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what the year earned, and what the account closes with."""
    until = month(facts.year, MONTHS_PER_YEAR) if facts.until_month is None else facts.until_month
    asked = [("until_month", until)]
    asked += [(f"credits.{place}", at) for place, (at, _) in enumerate(facts.credits)]
    strays = tuple(_stray(name, at, facts.year) for name, at in asked if year_of(at) != facts.year)
    strays += tuple(
        _after(f"credits.{place}", at, until)
        for place, (at, amount_fen) in enumerate(facts.credits)
        if year_of(at) == facts.year and at > until and amount_fen
    )
    if strays:
        return strays
    terms = Terms.of(law, facts.province, facts.year, calendar_month(until), facts.method)
    credits_fen = [0] * MONTHS_PER_YEAR
    for at, amount_fen in facts.credits:
        credits_fen[calendar_month(at) - 1] += amount_fen
    year = year_on_sheet(terms, facts.opening, credits_fen, sheet)
    return {
        "interest_opening": (year.opening_interest_fen, "fen"),
        "interest_credits": (year.credits_interest_fen, "fen"),
        "closing": (year.closing_fen, "fen"),
    }


def _stray(field: str, at: int, year: int) -> Refusal:
    return Refusal(
        code="account.other_year",
        text=Text(
            f"{month_text(at)}不在{year}年内",
            f"{month_text(at)} is not a month of {year}",
        ),
        field=field,
        remedy=Text("每个年度分别计算", "Ask for each year by itself"),
    )


def _after(field: str, at: int, until: int) -> Refusal:
    closed = month_text(until)
    return Refusal(
        code="account.after_closing",
        text=Text(
            f"{month_text(at)}在账户结清月{closed}之后",
            f"{month_text(at)} is after {closed}, in which the account is closed",
        ),
        field=field,
        remedy=Text("请核对记账月与 until_month", "Compare the month with until_month"),
    )


RULE = Asked(find, EMPLOYEES, Text("个人账户年度利息", "year of an account"), Facts)
