"""Working days: limits over holidays and worked weekends, and years that nobody arranged."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.procedure import working_days_asked as asked_working_days
from tongchou.policy.procedure.working_days import (
    HolidaysNotKnown,
    due_on,
    is_provisional,
    limit_from,
    notices,
    working_days_after,
)
from tongchou.standards.citation import register
from tongchou.standards.time import month

TODAY = date(2026, 11, 24)
LAW = Law(TODAY, scheme="110")
FIRST, LAST = date(2010, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize("case", cases("working_days"), ids=lambda case: case["case"])
def test_a_limit_ends_on_the_working_day_the_notices_give(case: dict[str, Any]) -> None:
    event = date.fromisoformat(case["event_on"])

    found = due_on(LAW, event.toordinal(), int(case["days"]), Sheet())

    assert date.fromordinal(found).isoformat() == case["due_on"]


@pytest.mark.parametrize("case", cases("working_days"), ids=lambda case: case["case"])
def test_the_limit_is_answered_to_whoever_asks(case: dict[str, Any]) -> None:
    asked = {"event_on": case["event_on"], "days": case["days"]}

    found = answer(asked_working_days.RULE, asked, known_on=TODAY)

    assert found.result == {"due_on": case["due_on"]}


def test_each_year_gives_the_days_off_that_the_statute_grants() -> None:
    # 全国年节及纪念日放假办法: 11 days, 13 from 2025. Weekdays off less weekends worked; one
    # day of remembrance more in 2015; in 2020 a Friday more, and a Saturday no longer worked
    granted = dict.fromkeys(range(2010, 2025), 11) | {2025: 13, 2026: 13}
    said: dict[int, dict[date, int]] = {year: {} for year in granted}

    for notice in notices():
        said[notice.year] |= {day: int(day.weekday() < 5) for day in notice.off}
        said[notice.year] |= dict.fromkeys(notice.worked, -1)

    found = {year: sum(days.values()) for year, days in said.items()}
    assert found == granted | {2015: 11 + 1, 2020: 11 + 2}


def test_only_weekend_days_are_worked_instead_of_others() -> None:
    assert all(day.weekday() >= 5 for notice in notices() for day in notice.worked)


def test_each_notice_is_in_the_register_under_the_day_it_was_published() -> None:
    for notice in notices():
        assert register()[notice.source]["issued_on"] == notice.published_on.isoformat()


def _is_worked(law: Law, day: date) -> bool:
    """Return whether the first working day after the day before is the day."""
    return bool(working_days_after(law, day.toordinal() - 1, 1) == day.toordinal())


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2024, 9, 13), True),  # a Friday
        (date(2024, 9, 14), True),  # a Saturday, worked
        (date(2024, 9, 15), False),  # a Sunday, and the festival
        (date(2024, 9, 16), False),  # a Monday, off
        (date(2024, 9, 21), False),  # a plain Saturday
        (date(2024, 9, 22), False),  # a plain Sunday
    ],
)
def test_a_day_is_worked_or_not_as_the_notice_says(day: date, *, worked: bool) -> None:
    assert _is_worked(LAW, day) is worked


@pytest.mark.parametrize("day", [date(2009, 12, 31), date(2027, 1, 1)])
def test_of_a_year_without_a_notice_no_day_is_known(day: date) -> None:
    with pytest.raises(HolidaysNotKnown) as fault:
        working_days_after(LAW, day.toordinal(), 1)

    assert fault.value.year == day.year


@pytest.mark.parametrize(
    ("event", "days", "missing"),
    [
        (date(2009, 12, 31), 1, 2009),
        (date(2027, 1, 1), 1, 2027),
        (date(2026, 12, 31), 1, 2027),
    ],
)
def test_a_limit_in_a_year_without_a_notice_is_not_guessed(
    event: date, days: int, missing: int
) -> None:
    with pytest.raises(HolidaysNotKnown) as fault:
        working_days_after(LAW, event.toordinal(), days)

    assert fault.value.year == missing
    assert str(missing) in fault.value.refusal.text.zh
    assert fault.value.refusal.basis in register()


def test_before_a_notice_was_published_its_year_is_not_known() -> None:
    event = date(2024, 12, 31).toordinal()

    with pytest.raises(HolidaysNotKnown):
        working_days_after(Law(date(2024, 11, 11), scheme="110"), event, 1)
    found = working_days_after(Law(date(2024, 11, 12), scheme="110"), event, 1)

    assert date.fromordinal(found) == date(2025, 1, 2)


def test_before_the_first_notice_nothing_is_known() -> None:
    event = date(2010, 3, 1)

    with pytest.raises(HolidaysNotKnown) as fault:
        working_days_after(Law(date(2009, 12, 7), scheme="110"), event.toordinal(), 1)
    found = working_days_after(Law(date(2009, 12, 8), scheme="110"), event.toordinal(), 1)

    assert fault.value.year == 2010
    assert found == date(2010, 3, 2).toordinal()


def test_a_change_does_not_exist_before_it_is_published() -> None:
    day = date(2019, 5, 2)

    assert _is_worked(Law(date(2019, 3, 21), scheme="110"), day)
    assert not _is_worked(Law(date(2019, 3, 22), scheme="110"), day)


@given(
    st.dates(FIRST, date(2026, 9, 30)),
    st.integers(1, 40),
)
def test_a_limit_leaves_so_many_working_days_behind(event: date, days: int) -> None:
    found = date.fromordinal(working_days_after(LAW, event.toordinal(), days))

    passed = [event + timedelta(days=after) for after in range(1, (found - event).days + 1)]
    assert sum(_is_worked(LAW, day) for day in passed) == days
    assert _is_worked(LAW, found)


def test_a_column_of_events_gives_what_each_gives_alone() -> None:
    events = np.arange(FIRST.toordinal(), date(2026, 6, 30).toordinal(), dtype=np.int64)

    column = working_days_after(LAW, events, 15)

    assert column.dtype == np.int64
    assert column[::61].tolist() == [
        working_days_after(LAW, event, 15) for event in events[::61].tolist()
    ]


def test_a_day_that_is_none_is_refused() -> None:
    asked = {"event_on": "2023-02-30", "days": "15"}

    found = answer(asked_working_days.RULE, asked, known_on=TODAY)

    assert [refusal.field for refusal in found.refusals] == ["event_on"]


def test_a_limit_has_at_least_one_day() -> None:
    asked = {"event_on": "2023-03-06", "days": "0"}

    found = answer(asked_working_days.RULE, asked, known_on=TODAY)

    assert [refusal.field for refusal in found.refusals] == ["days"]


@pytest.mark.parametrize(
    ("event", "days", "due"),
    [
        (date(2023, 3, 6), 15, date(2023, 3, 27)),
        (date(2024, 9, 27), 0, date(2024, 9, 27)),
        (date(2024, 9, 28), 1, date(2024, 9, 29)),  # a Sunday that is worked
        (date(2024, 10, 31), 45, date(2025, 1, 2)),  # 2025 unknown: 21 in November, 22, 1 and 2
        (date(2024, 11, 12), 34, date(2024, 12, 30)),  # 13 in November, 21 of December
        (date(2024, 11, 12), 36, date(2025, 1, 2)),  # 2025 arranged that day: 1 January off
        (date(2009, 6, 5), 1, date(2009, 6, 8)),  # Friday; before any notice
        (date(2027, 10, 1), 2, date(2027, 10, 5)),  # Friday; nobody arranged 2027
    ],
)
def test_a_limit_runs_on_weekdays_where_no_holidays_are_arranged(
    event: date, days: int, due: date
) -> None:
    assert limit_from(event, days) == due


@pytest.mark.parametrize(
    ("event", "limit", "provisional"),
    [
        (date(2024, 9, 13), date(2024, 12, 31), False),
        (date(2024, 11, 11), date(2025, 1, 2), True),  # 2025 is arranged on 2024-11-12
        (date(2024, 11, 12), date(2025, 1, 2), False),
        (date(2009, 12, 31), date(2010, 1, 4), True),
        (date(2010, 3, 1), date(2010, 3, 2), False),  # the one year that was arranged
        (date(2027, 10, 1), date(2027, 10, 5), True),
    ],
)
def test_such_a_limit_says_that_it_is_provisional(
    event: date, limit: date, *, provisional: bool
) -> None:
    assert is_provisional(event, limit) is provisional


@given(st.dates(FIRST, date(2026, 9, 30)), st.integers(1, 40))
def test_where_holidays_are_arranged_a_limit_is_the_one_of_the_law(event: date, days: int) -> None:
    law = Law(event, scheme="110")

    found = limit_from(event, days)

    if not is_provisional(event, found):
        assert found.toordinal() == working_days_after(law, event.toordinal(), days)


def test_yes_is_no_number_of_days() -> None:
    asked = {"event_on": "2023-03-06", "days": True}

    found = answer(asked_working_days.RULE, asked, known_on=TODAY)

    assert [refusal.field for refusal in found.refusals] == ["days"]


def test_a_year_that_is_not_known_is_named_with_what_would_end_it() -> None:
    fault = HolidaysNotKnown(2031)
    refusal = fault.refusal

    assert (fault.name, fault.month) == ("holidays", month(2031, 1))
    assert (refusal.code, refusal.text.zh, refusal.text.en) == (
        "law.not_in_force",
        "尚无2031年的节假日安排,不能计算工作日",
        "The public holidays of 2031 are not known; no working days are counted",
    )
    assert refusal.remedy is not None
    assert (refusal.remedy.zh, refusal.remedy.en) == (
        "待国务院办公厅2031年节假日安排录入后再计算",
        "Count once the State Council's notice for 2031 is entered",
    )
