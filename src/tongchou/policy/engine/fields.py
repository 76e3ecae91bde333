"""The values of facts as callers write them: decimal text in, whole numbers out.

Money is text in yuan, a month is 2024-09, a share is 0.08. A JSON number is taken as the text
it was written in, so that no float is ever born on the way.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from tongchou.standards import codes
from tongchou.standards.fields import WholeNumber, plain
from tongchou.standards.money import fen_of
from tongchou.standards.time import YEARS, month_of


def _named(value: Any) -> Any:
    """Return what is really given: without what is said to be null."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        return value
    return {name: _text(one) for name, one in value.items() if one not in (None, "")}


def _text(value: Any) -> Any:
    """Return a value as the text that a figure is read from."""
    return str(value).lower() if isinstance(value, bool) else str(plain(value))


Given = Annotated[dict[str, str], BeforeValidator(_named)]
"""Figures 给定参数 by name, as text."""


class AskedFacts(BaseModel):
    """Facts 事实 as a caller gives them; whatever they do not name is refused.

    `given` overrides figures of the law and what else the rule would look up or reckon.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    given: Given = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _told(cls, asked: Any) -> Any:
        """Return what is really told: a fact that is null or empty is left out."""
        if not isinstance(asked, dict):
            return asked
        return {name: value for name, value in asked.items() if value not in (None, "")}


def _scaled(scale: int, example: str, *, rounded: bool = False) -> BeforeValidator:
    def whole(value: Any) -> int:
        try:
            return fen_of(str(plain(value)), scale=scale, rounded=rounded)
        except ValueError:
            raise ValueError(f"应写成 {example} | Write it as {example}") from None

    return BeforeValidator(whole)


def at_most(limit: int, said: str) -> AfterValidator:
    """Return the bound of a scaled value, said as callers write it."""

    def bounded(value: int) -> int:
        if value > limit:
            raise ValueError(f"不得大于 {said} | It is at most {said}")
        return value

    return AfterValidator(bounded)


def _month(value: Any) -> int:
    try:
        return month_of(str(plain(value)))
    except ValueError:
        raise ValueError("年月应写成 2024-09 | Write a month as 2024-09") from None


def _date(value: Any) -> date:
    """Return a day in the years of people: beyond them days have no month after their own."""
    try:
        day = date.fromisoformat(str(plain(value)))
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise ValueError("日期应写成 2024-09-30 | Write a date as 2024-09-30")
    return day


def _province(value: Any) -> str:
    text = str(plain(value))
    for code, place in codes.table("divisions").items():
        if code != codes.MINISTRY and text in {code, place.text.zh, place.facts["full"]}:
            return code
    if text[:2] in codes.table("divisions") and text[:2] != codes.MINISTRY and text[2:].isdigit():
        raise ValueError(
            f"省份应写两位代码,如 {text[:2]} | Write the province's two digits, such as {text[:2]}"
        )
    raise ValueError("没有这个省份 | There is no such province")


YuanFen = Annotated[int, _scaled(2, "1234.50")]
"""An amount 金额, written in yuan, kept in fen."""

IndexE6 = Annotated[int, _scaled(6, "0.7986", rounded=True)]
"""A wage index 缴费工资指数, kept times 10⁶; what has more decimals is rounded half-up."""

RateE6 = Annotated[int, _scaled(6, "0.08")]
"""A share 比例, kept times 10⁶."""

YearsE6 = Annotated[int, _scaled(6, "30.25", rounded=True)]
"""Years 年限, as a determination sheet prints them, kept times 10⁶; so is a third of a year."""

AskedMonth = Annotated[int, BeforeValidator(_month)]
"""A month 年月, kept as months since year 0."""

AskedDate = Annotated[date, BeforeValidator(_date)]
"""A day 日期."""

AskedProvince = Annotated[str, BeforeValidator(_province)]
"""A province by the first two digits of its division code."""

MONTHS_MAX = 1200
"""A hundred years: nobody has contributed, worked or waited for longer."""

AskedMonths = Annotated[WholeNumber, Field(ge=0, le=MONTHS_MAX)]
"""A number of months 月数 of a life."""
