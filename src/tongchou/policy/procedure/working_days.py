"""Working days 工作日: time limits, counted with the public holidays of each year."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import numpy as np
import yaml
from numpy.typing import NDArray

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Number,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import month

BASIS = "civil-code-201"
SATURDAY = 5
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Notice:
    """A notice 节假日安排 of a year: its days off, and the weekend days that are worked."""

    year: int
    source: str
    published_on: date
    off: frozenset[date]
    worked: frozenset[date]


@cache
def notices() -> tuple[Notice, ...]:
    """Return all notices, the earlier published first."""
    source = files("tongchou.policy") / "parameters" / "holidays.yaml"
    listed = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506  # it makes text of every scalar
    found = [
        Notice(
            year=int(given["year"]),
            source=given["source"],
            published_on=date.fromisoformat(given["published_on"]),
            off=frozenset(day for span in given["off"] for day in _days_of(span)),
            worked=frozenset(map(date.fromisoformat, given["worked"])),
        )
        for given in listed
    ]
    return tuple(sorted(found, key=lambda notice: notice.published_on))


def _days_of(span: dict[str, str]) -> Iterator[date]:
    first, last = date.fromisoformat(span["first"]), date.fromisoformat(span["last"])
    return (first + timedelta(days=after) for after in range((last - first).days + 1))


class HolidaysNotKnown(NotInForce):
    """No notice arranges the holidays of this year; its working days cannot be counted."""

    may_be_given = False

    def __init__(self, year: int) -> None:
        super().__init__("holidays", month(year, 1))
        self.year = year

    @property
    def refusal(self) -> Refusal:
        """What to tell whoever asked: which year is missing, and what would end it."""
        return Refusal(
            code="law.not_in_force",
            text=Text(
                f"尚无{self.year}年的节假日安排,不能计算工作日",
                f"The public holidays of {self.year} are not known; no working days are counted",
            ),
            basis=BASIS,
            remedy=Text(
                f"待国务院办公厅{self.year}年节假日安排录入后再计算",
                f"Count once the State Council's notice for {self.year} is entered",
            ),
        )


@dataclass(frozen=True)
class Calendar:
    """The working days 工作日 of the years that are known, as ordinals, in order."""

    first_year: int
    last_year: int
    working: NDArray[np.int64]


def calendar(known_on: date) -> Calendar:
    """Return the calendar as it was known on a day; raises `HolidaysNotKnown` before the first."""
    known = _known(known_on)
    if not known:
        raise HolidaysNotKnown(notices()[0].year)
    return _calendar(known)


def _known(known_on: date) -> int:
    """Return how many notices were published by a day."""
    return sum(notice.published_on <= known_on for notice in notices())


@cache
def _calendar(known: int) -> Calendar:
    said = _said(known)
    years = {notice.year for notice in notices()[:known]}
    first, last = date(min(years), 1, 1).toordinal(), date(max(years), 12, 31).toordinal()
    days = map(date.fromordinal, range(first, last + 1))
    working = [day.toordinal() for day in days if said.get(day, day.weekday() < SATURDAY)]
    return Calendar(min(years), max(years), np.array(working, dtype=np.int64))


@cache
def _said(known: int) -> Mapping[date, bool]:
    """Return what the first so many notices say of days; a later one overrides an earlier."""
    said: dict[date, bool] = {}
    for notice in notices()[:known]:
        said |= dict.fromkeys(notice.off, False) | dict.fromkeys(notice.worked, True)
    return said


def working_days_after(law: Law, event_on: Number, days: Number) -> Number:
    """Return the day that lies so many working days after a day, both as ordinals.

    The day of the event is not counted 开始的当日不计入, so the next working day is the first;
    `days` is 1 or more. Takes one day or a column of days. Raises `HolidaysNotKnown` if the
    event or the limit lies in a year whose holidays are not known.
    """
    known = calendar(law.known_on)
    earliest, latest = np.min(event_on), np.max(event_on)
    if earliest < date(known.first_year, 1, 1).toordinal():
        raise HolidaysNotKnown(date.fromordinal(int(earliest)).year)
    if latest > date(known.last_year, 12, 31).toordinal():
        raise HolidaysNotKnown(date.fromordinal(int(latest)).year)
    place = np.searchsorted(known.working, event_on, side="right") + days - 1
    if np.max(place) >= len(known.working):
        raise HolidaysNotKnown(known.last_year + 1)
    found = known.working[place]
    return found if isinstance(event_on, np.ndarray) else int(found)


def due_on(law: Law, event_on: Number, days: int, sheet: Sheet) -> Number:
    """Return the last day of a time limit 办理时限, as an ordinal or a column of ordinals."""
    sheet.line("event_on", "起算事项日期", "Day of the event", event_on, "date", "", BASIS)
    sheet.line("days", "时限(工作日)", "Time limit, in working days", days, "none", "", BASIS)
    return sheet.line(
        "due_on",
        "到期日",
        "Due on",
        working_days_after(law, event_on, days),
        "date",
        put_in("{} + {}", (event_on, "date"), (days, "none")),
        BASIS,
    )


def limit_from(event_on: date, days: int, *, known_on: date | None = None) -> date:
    """Return the last day of a time limit 办理时限, by default one reckoned on its first day.

    Work cannot wait for a notice: where the holidays are not known yet, weekdays stand in for
    working days, and `is_provisional` says so. A limit without days ends on its own day.
    """
    said = _said(_known(known_on or event_on))
    found = event_on
    while days > 0:
        found += timedelta(days=1)
        days -= said.get(found, found.weekday() < SATURDAY)
    return found


def working_days_between(first: date, last: date, *, known_on: date) -> int:
    """Return how many working days lie after the first day and until the last, as known on a day.

    Below zero where the last lies before the first. Weekdays stand in as for `limit_from`.
    """
    if last < first:
        return -working_days_between(last, first, known_on=known_on)
    weeks, rest = divmod((last - first).days, DAYS_A_WEEK)
    odd = (last - timedelta(days=before) for before in range(rest))
    weekdays = weeks * SATURDAY + sum(day.weekday() < SATURDAY for day in odd)
    off, worked = _exceptions(_known(known_on))
    return weekdays - _within(off, first, last) + _within(worked, first, last)


@cache
def _exceptions(known: int) -> tuple[list[date], list[date]]:
    """Return the weekdays that are off and the weekend days that are worked, each in order."""
    said = sorted(_said(known).items())
    return (
        [day for day, is_worked in said if not is_worked and day.weekday() < SATURDAY],
        [day for day, is_worked in said if is_worked and day.weekday() >= SATURDAY],
    )


def _within(days: list[date], first: date, last: date) -> int:
    """Return how many of some days, in order, lie after the first day and until the last."""
    return bisect_right(days, last) - bisect_right(days, first)


def is_provisional(event_on: date, limit_on: date) -> bool:
    """Return whether a limit rests on holidays that were not known on its first day."""
    arranged = {notice.year for notice in notices()[: _known(event_on)]}
    return not {event_on.year, limit_on.year} <= arranged
