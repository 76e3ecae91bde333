"""A matter is given back point by point, and taken in again when each is settled."""

from datetime import timedelta
from typing import Any

import pytest
from matters import enrolment, kept

from counter import AT, SCAN, accepted, clerk, refusal_codes, register_employer
from tongchou.workflow import changes as workflow
from tongchou.workflow.files import File
from tongchou.workflow.models import Item, Step
from tongchou.workflow.notices import notices_of
from tongchou.workflow.points import Point, points_in, points_to_mend

pytestmark = pytest.mark.usefixtures("province")

LATER = AT + timedelta(hours=1)
NAME, MONTH = Point("field:name", "与证件不符"), Point("field:from_month", "以合同为准")
IDENTITY = Point("paper:identity", "照片不清")


@pytest.fixture
def item() -> Item:
    register_employer()
    return accepted("person_enrolment", enrolment())


def given_back(item: Item, *points: Point, note: str = "") -> Any:
    return workflow.take(
        item.number, "return", clerk=clerk("reviewer"), at=AT, note=note, points=points
    )


def again(item: Item, *checked: str, **changed: Any) -> Any:
    form = enrolment(**changed)
    return workflow.resubmit(item.number, form, clerk=clerk("clerk"), at=LATER, checked=checked)


def steps_of(item: Item) -> list[Step]:
    return list(kept(item).steps.order_by("id"))


def test_points_are_reason_enough_and_are_kept_with_the_step(item: Item) -> None:
    assert isinstance(given_back(item, NAME, IDENTITY), Item)

    assert points_to_mend(steps_of(item)) == (NAME, IDENTITY)


def test_without_words_or_points_nothing_is_given_back(item: Item) -> None:
    assert refusal_codes(given_back(item)) == ["workflow.reason_missing"]


@pytest.mark.parametrize(
    "point",
    [
        Point("field:salary", "x"), Point("paper:licence", "x"), Point("reason:not_entitled"),
        Point("x", "x"), Point("field:name", "x" * 201),
    ],
)  # fmt: skip
def test_a_point_about_what_the_item_does_not_have_is_refused(item: Item, point: Point) -> None:
    assert refusal_codes(given_back(item, point)) == ["workflow.strange_point"]


def test_what_was_not_mended_is_named_field_by_field(item: Item) -> None:
    given_back(item, NAME, MONTH, IDENTITY)

    refused = again(item)

    assert refusal_codes(refused) == ["workflow.not_mended"] * 3
    assert [one.field for one in refused] == ["name", "from_month", "mended-paper:identity"]
    assert kept(item).status == "returned"


def test_a_point_is_settled_by_another_value_by_a_scan_or_by_somebodys_word(item: Item) -> None:
    given_back(item, NAME, MONTH, IDENTITY)
    workflow.attach_paper(item.number, "identity", File("证", SCAN), clerk=clerk("clerk"), at=AT)

    done = again(item, "field:name", from_month="2024-09")

    assert isinstance(done, Item), refusal_codes(done)
    assert points_in(steps_of(item)[-1]) == (
        Point("field:name", "checked"),
        Point("field:from_month", "changed"),
        Point("paper:identity", "attached"),
    )


def test_what_was_given_back_in_words_alone_is_taken_in_as_it_is(item: Item) -> None:
    given_back(item, note="请核对")

    assert isinstance(again(item), Item)


def test_a_refusal_names_reasons_of_the_list(item: Item) -> None:
    reasons = (Point("reason:not_entitled"), Point("reason:facts_unclear"))

    done = workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=AT, points=reasons)

    assert isinstance(done, Item)
    assert points_in(steps_of(item)[-1]) == reasons


def test_each_step_that_is_told_to_the_applicant_has_its_notice(item: Item) -> None:
    given_back(item, NAME)
    again(item, "field:name")
    workflow.take(item.number, "refuse", clerk=clerk("reviewer"), at=LATER, note="不符合条件")

    notices = notices_of(kept(item), steps_of(item))

    assert [(one.kind, one.number) for one in notices] == [
        ("acceptance", f"{item.number}-1"),
        ("correction", f"{item.number}-2"),
        ("acceptance", f"{item.number}-3"),
        ("refusal", f"{item.number}-4"),
    ]
    assert [one.refuses for one in notices] == [False, False, False, True]


def test_what_is_refused_before_it_was_accepted_is_a_decision_not_to_accept(item: Item) -> None:
    refused = Step(item=item, verb="refuse", login="x", person_code="x", name="x", at=AT)

    (notice,) = notices_of(item, [refused])

    assert (notice.kind, notice.title.zh) == ("non_acceptance", "不予受理决定书")


@pytest.mark.parametrize("source", ["peer", "system"])
def test_what_no_person_handed_in_has_no_notice(item: Item, source: str) -> None:
    item.source = source

    assert notices_of(item, steps_of(item)) == ()
