"""Months as whole numbers, and days on China's calendar."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.standards.time import (
    beijing_day,
    calendar_month,
    first_day,
    month,
    month_of,
    month_on,
    month_text,
    month_zh,
    year_of,
)


@given(st.integers(1900, 2100), st.integers(1, 12))
def test_a_month_is_written_and_read_alike(year: int, number: int) -> None:
    at = month(year, number)

    assert month_of(month_text(at)) == at
    assert (year_of(at), calendar_month(at)) == (year, number)
    assert month_on(first_day(at)) == at


def test_months_are_said_in_chinese_without_leading_zeros() -> None:
    assert month_zh(month(2024, 9)) == "2024年9月"


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2024-9", "202409", "", "2024-09-01"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="month"):
        month_of(text)


def test_a_difference_of_months_is_a_subtraction() -> None:
    assert month(2025, 1) - month(2024, 9) == 4


def test_a_day_begins_at_midnight_in_beijing() -> None:
    assert beijing_day(datetime(2024, 11, 4, 15, 59, tzinfo=UTC)) == date(2024, 11, 4)
    assert beijing_day(datetime(2024, 11, 4, 16, 0, tzinfo=UTC)) == date(2024, 11, 5)
