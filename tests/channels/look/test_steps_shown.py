"""The step bar of an item: what was done since it was accepted last, and what lies ahead."""

from typing import Any

import pytest

from counter import AT, FACTORY, WOMAN, WOMAN_NAME, accepted, clerk, register_employer
from tongchou.channels.look.pieces import stages_of
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item

FORM: dict[str, Any] = {
    "ssn": WOMAN,
    "name": WOMAN_NAME,
    "credit_code": FACTORY,
    "from_month": "2024-11",
}


@pytest.fixture
def item(province: dict[str, Any]) -> Item:
    """Accept an enrolment at the counter of 安徽."""
    assert province
    register_employer()
    return accepted("person_enrolment", FORM)


def shown(item: Item) -> list[tuple[str, str]]:
    """Return the bar as verbs and states."""
    return [(stage.verb, stage.state) for stage in stages_of(Item.objects.get(pk=item.pk))]


def test_an_accepted_item_waits_for_review(item: Item) -> None:
    assert shown(item) == [
        ("accept", "done"), ("review", "now"), ("approve", "ahead"), ("complete", "ahead")
    ]  # fmt: skip


def test_a_returned_item_shows_how_far_it_came(item: Item) -> None:
    workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="姓名不符")

    assert shown(item) == [("accept", "done"), ("return", "stopped")]


def test_a_review_before_the_return_counts_no_more(item: Item) -> None:
    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    workflow.take(item.number, "return", clerk=clerk("approver"), at=AT, note="姓名不符")

    workflow.resubmit(item.number, FORM, clerk=clerk("clerk"), at=AT)

    assert shown(item)[:2] == [("accept", "done"), ("review", "now")]
