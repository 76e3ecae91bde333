"""Flexible retirement: the day one retires, and by when others are to be told."""

from datetime import date

import pytest

from tongchou.policy.employees.retirement.flexible import (
    early_notice_by,
    late_agreement_by,
    retirement_day,
)
from tongchou.standards.time import month


def test_one_retires_on_the_day_of_birth() -> None:
    # 1967-05-12 + 60 years and 8 months
    assert retirement_day(date(1967, 5, 12), month(2028, 1)) == date(2028, 1, 12)


@pytest.mark.parametrize(
    ("in_month", "day"), [((2026, 2), 28), ((2028, 2), 29), ((2026, 4), 30), ((2026, 5), 31)]
)
def test_a_month_too_short_ends_with_its_last_day(in_month: tuple[int, int], day: int) -> None:
    found = retirement_day(date(1966, 1, 31), month(*in_month))

    assert found == date(*in_month, day)


def test_an_earlier_retirement_is_told_three_months_before() -> None:
    assert early_notice_by(date(2026, 1, 15)) == date(2025, 10, 15)
    assert early_notice_by(date(2026, 5, 31)) == date(2026, 2, 28)


def test_a_later_retirement_is_agreed_one_month_before() -> None:
    assert late_agreement_by(date(2026, 1, 15)) == date(2025, 12, 15)
    assert late_agreement_by(date(2026, 3, 31)) == date(2026, 2, 28)
