"""How many working days lie between two days, counted one by one and at once."""

from datetime import date, timedelta

import pytest

from tongchou.policy.procedure.working_days import limit_from, working_days_between

KNOWN = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2024, 11, 5), date(2024, 11, 5), 0),
        (date(2024, 11, 5), date(2024, 11, 19), 10),
        (date(2024, 11, 19), date(2024, 11, 5), -10),
        (date(2024, 11, 8), date(2024, 11, 10), 0),
        # a Saturday that is worked and the National Day: 27, 29, 30 September, 8 October
        (date(2024, 9, 26), date(2024, 10, 8), 4),
    ],
)
def test_days_are_counted_with_holidays_and_worked_weekends(
    first: date, last: date, days: int
) -> None:
    assert working_days_between(first, last, known_on=KNOWN) == days


def test_a_limit_has_the_days_that_it_was_reckoned_with() -> None:
    begins = (date(2023, 12, 20) + timedelta(days=after) for after in range(0, 800, 3))

    wrong = [
        (begin, days)
        for begin in begins
        for days in (1, 7, 15, 40)
        if days
        != working_days_between(begin, limit_from(begin, days, known_on=KNOWN), known_on=KNOWN)
    ]

    assert wrong == []
