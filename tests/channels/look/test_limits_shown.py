"""The time limit on a page: how much is used, and whether it rests on holidays yet to come."""

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from tongchou.channels.look.pieces import Limit, limit_of
from tongchou.workflow.models import Item, Step

PROVISIONAL = "节假日安排未公布"


def _item(accepted_on: datetime, due_on: date) -> Item:
    return Item(code="person_enrolment", accepted_at=accepted_on, due_on=due_on)


@pytest.mark.parametrize(
    ("accepted_at", "due_on", "provisional"),
    [
        (datetime(2024, 11, 5, 2, tzinfo=UTC), date(2024, 11, 19), False),
        (datetime(2028, 2, 22, 2, tzinfo=UTC), date(2028, 3, 7), True),
    ],
)
def test_a_limit_is_provisional_while_the_holidays_are_not_arranged(
    accepted_at: datetime, due_on: date, *, provisional: bool
) -> None:
    limit = limit_of(_item(accepted_at, due_on), due_on)

    assert limit is not None
    assert limit.provisional is provisional


def _step(verb: str, day: int) -> Step:
    return Step(verb=verb, at=datetime(2024, 11, day, 2, tzinfo=UTC))


def test_a_limit_is_told_in_working_days() -> None:
    item = _item(datetime(2024, 11, 5, 2, tzinfo=UTC), date(2024, 11, 19))

    early, late = limit_of(item, date(2024, 11, 8)), limit_of(item, date(2024, 11, 25))

    assert early is not None
    assert late is not None
    assert (early.days_left, early.state, early.share) == (7, "calm", 30)
    assert (late.days_left, late.state) == (4, "over")


def test_a_limit_stands_still_while_an_item_lies_returned() -> None:
    item = _item(datetime(2024, 11, 5, 2, tzinfo=UTC), date(2024, 11, 19))
    item.history = [_step("accept", 5), _step("return", 8)]

    limit = limit_of(item, date(2024, 12, 20))

    assert limit is not None
    assert (limit.days_left, limit.state, limit.share) == (7, "calm", 30)
    assert limit.stopped_on == date(2024, 11, 8)


def test_a_limit_that_went_on_says_how_long_it_stood_still() -> None:
    item = _item(datetime(2024, 11, 5, 2, tzinfo=UTC), date(2024, 11, 26))
    item.history = [_step("accept", 5), _step("return", 8), _step("accept", 15)]

    limit = limit_of(item, date(2024, 11, 15))

    assert limit is not None
    assert (limit.days_left, limit.share, limit.paused) == (7, 30, 5)
    assert limit.stopped_on is None


@pytest.mark.parametrize("provisional", [True, False])
def test_the_page_says_that_a_limit_is_provisional(*, provisional: bool) -> None:
    limit = Limit(date(2028, 3, 7), 3, 50, "calm", provisional=provisional)

    page = render_to_string("look/limit.html", {"limit": limit})

    assert (PROVISIONAL in page) is provisional
