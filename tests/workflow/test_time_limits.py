"""How long an item may take: working days, counted from the day after it was accepted."""

from datetime import UTC, date, datetime

import pytest
from matters import enrolment, feed

from counter import FACTORY, accepted
from tongchou.standards import codes
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted

pytestmark = pytest.mark.usefixtures("factory")


def ten_o_clock(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)  # 10:00 in 北京


@pytest.mark.parametrize(
    ("accepted_on", "due_on"),
    [
        # Tuesday; ten working days are two weeks
        (date(2024, 11, 5), date(2024, 11, 19)),
        (date(2024, 11, 8), date(2024, 11, 22)),
        # what comes on a weekend counts from Monday, so its tenth working day is a Friday
        (date(2024, 11, 9), date(2024, 11, 22)),
        (date(2024, 11, 10), date(2024, 11, 22)),
        (date(2024, 11, 11), date(2024, 11, 25)),
        # over the year's end, 1 January being off
        (date(2024, 12, 25), date(2025, 1, 9)),
        # over a Saturday that is worked, and the National Day: 27, 29, 30, 8–12, 14 and 15
        (date(2024, 9, 26), date(2024, 10, 15)),
        # holidays nobody arranged yet: ten weekdays, over 29 February
        (date(2028, 2, 22), date(2028, 3, 7)),
    ],
)
def test_an_enrolment_takes_ten_working_days(accepted_on: date, due_on: date) -> None:
    item = accepted(
        "person_enrolment", enrolment(from_month="2024-09"), at=ten_o_clock(accepted_on)
    )

    assert item.due_on == due_on


def test_the_day_is_counted_from_the_counter_s_calendar() -> None:
    late_on_monday_in_greenwich = datetime(2024, 11, 4, 16, 30, tzinfo=UTC)  # Tuesday in 北京

    item = accepted("person_enrolment", enrolment(), at=late_on_monday_in_greenwich)

    assert item.due_on == date(2024, 11, 19)


def test_what_is_complete_at_once_and_without_a_limit_has_none() -> None:
    done = workflow.accept(
        "employer_feed", feed(FACTORY), province="34", at=ten_o_clock(date(2024, 11, 5)),
        source="system",
    )  # fmt: skip

    assert isinstance(done, Accepted)
    assert done.item.due_on is None


def test_every_limit_of_the_table_is_a_number_of_working_days() -> None:
    limits = {code: one.facts["weekdays"] for code, one in codes.table("items").items()}

    assert all(isinstance(limit, int) and 0 <= limit <= 30 for limit in limits.values())
    assert {limits[code] for code in ("transfer_in", "transfer_out")} == {15}
    assert limits["retirement_claim"] == 20
