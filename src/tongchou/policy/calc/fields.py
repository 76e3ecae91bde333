"""The values of facts as callers write them: decimal text in, whole numbers out.

Money is text in yuan, a month is 2024-09, a share is 0.08. A JSON number is taken as the text
it was written in, so that no float is ever born on the way.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tongchou.standards import codes
from tongchou.standards.fields import plain
from tongchou.standards.money import fen_of
from tongchou.standards.time import YEARS, month_of


class AskedFacts(BaseModel):
    """Facts 事实 as a caller gives them; whatever they do not name is refused.

    `given` overrides figures of the law and what else the rule would look up or reckon.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    given: dict[str, str] = Field(default_factory=dict)


def _scaled(scale: int, example: str) -> BeforeValidator:
    def whole(value: Any) -> int:
        try:
            return fen_of(str(plain(value)), scale=scale)
        except ValueError:
            raise ValueError(f"应写成 {example} | Write it as {example}") from None

    return BeforeValidator(whole)


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
    code = str(plain(value))
    if code == "00" or code not in codes.table("divisions"):
        raise ValueError("没有这个省份代码 | There is no such province")
    return code


YuanFen = Annotated[int, _scaled(2, "1234.50")]
"""An amount 金额, written in yuan, kept in fen."""

IndexE6 = Annotated[int, _scaled(6, "0.7986")]
"""A wage index 缴费工资指数, kept times 10⁶."""

RateE6 = Annotated[int, _scaled(6, "0.08")]
"""A share 比例, kept times 10⁶."""

YearsE6 = Annotated[int, _scaled(6, "30.25")]
"""Years 年限, as a determination sheet prints them, kept times 10⁶."""

AskedMonth = Annotated[int, BeforeValidator(_month)]
"""A month 年月, kept as months since year 0."""

AskedDate = Annotated[date, BeforeValidator(_date)]
"""A day 日期."""

AskedProvince = Annotated[str, BeforeValidator(_province)]
"""A province by the first two digits of its division code."""
