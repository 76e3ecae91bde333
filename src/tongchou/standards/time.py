"""Months as whole numbers, and the day on China's calendar."""

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")
"""The one time zone in which days and months are counted."""

MONTHS_PER_YEAR = 12

Month = int
"""A month 年月: months since year 0, so that a difference is a plain subtraction."""

YEARS = range(1850, 2200)
"""The years in which somebody known here may have been born, or may yet be paid."""

_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


def month(year: int, number: int) -> Month:
    """Return a calendar month; raises `ValueError` for a 13th."""
    if not 1 <= number <= MONTHS_PER_YEAR:
        raise ValueError(f"there is no month {number}")
    return year * MONTHS_PER_YEAR + number - 1


def month_of(text: str) -> Month:
    """Return the month that "2024-09" names; raises `ValueError` for anything else.

    A month outside of `YEARS` is a slip of the hand, and the one after 9999-12 has no name.
    """
    found = _MONTH.fullmatch(text)
    if not found or int(found[1]) not in YEARS:
        raise ValueError(f"{text!r} is no month such as 2024-09")
    return month(int(found[1]), int(found[2]))


def month_on(day: date) -> Month:
    """Return the month in which a day lies."""
    return month(day.year, day.month)


def year_of(value: Any) -> Any:
    """Return the calendar year of a month, or of each month of a column."""
    return value // MONTHS_PER_YEAR


def calendar_month(value: Any) -> Any:
    """Return which month of its year it is, 1 to 12."""
    return value % MONTHS_PER_YEAR + 1


def month_text(value: Month) -> str:
    """Return the month as messages write it: 2024-09."""
    return f"{year_of(value):04d}-{calendar_month(value):02d}"


def is_month(column: str) -> bool:
    """Whether a column of our tables holds a month, by its name."""
    return column == "month" or column.endswith("_month")


def value_said(column: str, value: object) -> str:
    """Return what a column of our tables holds: a month as 2024-09, all else as it is."""
    text = "" if value is None else str(value)
    return month_text(int(text)) if is_month(column) and text.isdigit() else text


def month_zh(value: Month) -> str:
    """Return the month as a Chinese reader expects it: 2024年9月."""
    return f"{year_of(value)}年{calendar_month(value)}月"


def day_zh(on: date) -> str:
    """Return a day as a Chinese reader expects it: 2024年9月30日."""
    return f"{on.year}年{on.month}月{on.day}日"


def first_day(value: Month) -> date:
    """Return the first day of a month."""
    return date(year_of(value), calendar_month(value), 1)


def beijing_day(at: datetime) -> date:
    """Return the day of an instant, as China's calendar shows it."""
    return at.astimezone(BEIJING).date()
