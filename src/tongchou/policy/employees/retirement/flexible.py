"""Flexible retirement 弹性退休: on which day one retires, and by when others are to be told."""

from calendar import monthrange
from datetime import date

from tongchou.standards.time import Month, calendar_month, first_day, month_on, year_of

BASIS = "ministry-2024-94"
EARLY_NOTICE_MONTHS = 3
LATE_AGREEMENT_MONTHS = 1


def retirement_day(born_on: date, retired_in: Month) -> date:
    """Return the day of retirement 退休日: the day of birth, in the month of retirement.

    A month that is too short for the day ends with its last day; no text says so, nor otherwise.
    """
    return _day_in(retired_in, born_on.day)


def early_notice_by(chosen_on: date) -> date:
    """Return the last day to tell the employer in writing of an earlier retirement."""
    return _day_in(month_on(chosen_on) - EARLY_NOTICE_MONTHS, chosen_on.day)


def late_agreement_by(statutory_on: date) -> date:
    """Return the last day to agree with the employer in writing on a later retirement."""
    return _day_in(month_on(statutory_on) - LATE_AGREEMENT_MONTHS, statutory_on.day)


def _day_in(month: Month, day: int) -> date:
    last = monthrange(year_of(month), calendar_month(month))[1]
    return first_day(month).replace(day=min(day, last))
