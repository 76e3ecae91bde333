"""The time limit on a page: how much is used, and whether it rests on holidays yet to come."""

from datetime import UTC, date, datetime

import pytest
from django.template.loader import render_to_string

from tongchou.channels.look.pieces import Limit, limit_of
from tongchou.workflow.models import Item

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


@pytest.mark.parametrize("provisional", [True, False])
def test_the_page_says_that_a_limit_is_provisional(*, provisional: bool) -> None:
    limit = Limit(date(2028, 3, 7), 3, 50, "calm", provisional=provisional)

    page = render_to_string("look/limit.html", {"limit": limit})

    assert (PROVISIONAL in page) is provisional
