"""The late surcharge 滞纳金: what arrears cost for each day until they are paid."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from tongchou.policy.engine.figures import (
    NATIONAL,
    RATE_SCALE,
)
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.spans import pieces
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    choose,
    round_half_up,
)
from tongchou.standards.text import Text
from tongchou.standards.time import Month, first_day, month_on, month_text

BASIS = "social-insurance-law-86"

Day = int | NDArray[np.int64]
"""A day 日期 as Python counts them from the year 1, or a column of days."""

DAYS_LEFT_OFF: Mapping[str, int] = {"inclusive": 0, "exclusive": 1}
"""How many days at the end do not count: none, or the day of payment itself."""

ARREARS_START: Mapping[str, int] = {"first_of_next_month": 1}
"""How many months after the month that is owed its arrears begin, on the first day."""


@dataclass(frozen=True)
class Surcharge:
    """A late surcharge and the days for which it runs, or a column of them.

    The employer bears it, and it goes to the pooled fund, never to the account.
    """

    surcharge_fen: Fen
    days: Day


def late_surcharge(
    law: Law,
    due_fen: Fen,
    from_day: Day,
    until_day: Day,
    sheet: Sheet,
    *,
    province: str = NATIONAL,
) -> Surcharge:
    """Return the late surcharge 滞纳金 on an amount in arrears from a day until the day it is paid.

    The rate a day fell on 2011-07-01, so the days are parted there; each part is rounded
    half-up to the fen, since each is owed under a law of its own. Whether the day of
    payment counts is the province's convention. An amount below 10¹⁰ fen times 10⁵ days
    times a rate below 10² stays below 10¹⁷.
    """
    latest = month_on(date.fromordinal(int(np.max(until_day))))
    convention = law.word_among(DAYS_LEFT_OFF, "day_convention", latest, province)
    last_day = until_day - DAYS_LEFT_OFF[convention]
    total_fen, days = 0 * due_fen, 0 * from_day
    first_month = month_on(date.fromordinal(int(np.min(from_day))))
    end_month = month_on(date.fromordinal(int(np.max(last_day)))) + 1
    for piece in pieces(law, ["late_surcharge_rate"], first_month, end_month, province):
        rate = piece.figures["late_surcharge_rate"]
        counted = _days_within(piece.from_month, piece.until_month, from_day, last_day)
        part_fen = sheet.line(
            f"late_surcharge_{month_text(max(piece.from_month, rate.from_month))}",
            f"滞纳金(日{_per(rate.value)})",
            f"Surcharge at {_per(rate.value)} a day",
            round_half_up(due_fen * counted * rate.value, RATE_SCALE),
            "fen",
            put_in("{} × {} × {}", (due_fen, "fen"), (counted, "days"), (rate.value, rate.unit)),
            rate.source,
        )
        total_fen, days = total_fen + part_fen, days + counted
    how = {
        "inclusive": ("含缴纳当日", "the day of payment counts"),
        "exclusive": ("不含缴纳当日", "the day of payment does not count"),
    }[convention]
    sheet.line("days", f"滞纳天数({how[0]})", f"Days ({how[1]})", days, "days", "", BASIS)
    sheet.line("surcharge", "滞纳金合计", "Surcharge in all", total_fen, "fen", "Σ", BASIS)
    return Surcharge(total_fen, days)


def arrears_begin(law: Law, owed: Month, province: str = NATIONAL) -> int:
    """Return the day from which a month that was not paid is in arrears 欠费起算日."""
    word = law.word_among(ARREARS_START, "arrears_start", owed, province)
    return first_day(owed + ARREARS_START[word]).toordinal()


def _days_within(from_month: Month, until_month: Month, first: Day, last: Day) -> Number:
    """Return how many days from the first to the last lie in a span of months."""
    begins, ends = first_day(from_month).toordinal(), first_day(until_month).toordinal() - 1
    start = choose(first < begins, begins, first)
    end = choose(last > ends, ends, last)
    return choose(end < start, 0, end - start + 1)


def _per(rate_e4: int) -> Text:
    """Return a rate a day as it is spoken of: 0.05%."""
    return put_in("{}", (rate_e4, "rate_e4"))
