"""Months as whole numbers, and spans."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.standards.time import (
    Span,
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


def test_a_span_holds_its_first_month_and_not_its_last() -> None:
    closed, lasting = Span(month(2024, 1), month(2024, 9)), Span(month(2024, 1))

    assert closed.holds(month(2024, 1))
    assert closed.holds(month(2024, 8))
    assert not closed.holds(month(2024, 9))
    assert not closed.holds(month(2023, 12))
    assert lasting.holds(month(2099, 1))
