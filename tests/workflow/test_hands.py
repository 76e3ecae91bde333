"""Different hands: accept, review, approve, in this order and by three people."""

from typing import Any

import pytest
from matters import enrolment

from counter import (
    AT,
    MAN,
    accepted,
    carried,
    clerk,
    everything,
    refusal_codes,
    said,
)
from tongchou.agency.models import Agency, Clerk
from tongchou.registry.models import Enrolment
from tongchou.workflow import changes as workflow
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")


def of_duties(login: str, *duties: str, agency: str = "340000") -> Clerk:
    """Return a new clerk with these duties."""
    return Clerk.objects.create(
        login=login,
        name=login,
        person_code=login,
        duties=list(duties),
        agency=Agency.objects.get(code=agency),
    )


def step(item: Item, verb: str, login: str, note: str = "") -> Item | Any:
    return workflow.take(item.number, verb, clerk=clerk(login), at=AT, note=note)


def verbs(item: Item) -> list[tuple[str, str]]:
    return list(item.steps.order_by("id").values_list("verb", "login"))


def refused_and_unchanged(item: Item, verb: str, login: str) -> list[str]:
    before = everything()
    done = step(item, verb, login)
    assert everything() == before
    return refusal_codes(done)


def test_three_people_carry_an_item_to_its_end() -> None:
    item = accepted("person_enrolment", enrolment())

    reviewed = step(item, "review", "reviewer", "材料齐全")
    assert reviewed.status == Status.REVIEWED
    assert not Enrolment.objects.exists()
    approved = step(item, "approve", "approver", "同意")

    assert (approved.status, approved.completed_at) == (Status.COMPLETED, AT)
    assert verbs(item) == [("accept", "clerk"), ("review", "reviewer"), ("approve", "approver")]
    assert [one.note for one in item.steps.order_by("id")] == ["", "材料齐全", "同意"]
    assert Enrolment.objects.get().ssn == MAN


def test_no_step_is_left_out() -> None:
    item = accepted("person_enrolment", enrolment())

    assert refused_and_unchanged(item, "approve", "approver") == ["workflow.wrong_status"]


def test_no_step_is_taken_twice() -> None:
    item = accepted("person_enrolment", enrolment())
    of_duties("second", "review")
    step(item, "review", "reviewer")

    assert refused_and_unchanged(item, "review", "second") == ["workflow.wrong_status"]


@pytest.mark.parametrize("verb", ["review", "approve"])
def test_what_is_complete_is_not_touched_again(verb: str) -> None:
    item = accepted("person_enrolment", enrolment())
    carried(item)
    of_duties("second", "review", "approve")

    assert refused_and_unchanged(item, verb, "second") == ["workflow.wrong_status"]


def test_a_wrong_status_is_named_in_both_languages() -> None:
    item = accepted("person_enrolment", enrolment())

    [(_, _, zh, en)] = said(step(item, "approve", "approver"))

    assert zh == "本事项已受理,现在不能审批"
    assert en == "This item is accepted and cannot be approved now"


def test_who_comes_to_an_ended_item_reads_that_it_has_ended() -> None:
    item = accepted("person_enrolment", enrolment())
    carried(item)

    [(_, _, zh, en)] = said(step(item, "review", "reviewer"))

    assert zh == "本事项已办结,不能再复核"
    assert en == "This item is completed and can no longer be reviewed"


@pytest.mark.parametrize(
    ("verb", "login"), [("review", "clerk"), ("review", "approver"), ("approve", "clerk"),
                        ("approve", "reviewer")],
)  # fmt: skip
def test_a_step_needs_its_own_duty(verb: str, login: str) -> None:
    item = accepted("person_enrolment", enrolment())
    if verb == "approve":
        step(item, "review", "reviewer")

    assert refused_and_unchanged(item, verb, login) == ["workflow.no_duty"]


def test_whoever_accepted_may_not_review_or_approve() -> None:
    of_duties("all-rounder", "accept", "review", "approve")
    item = accepted("person_enrolment", enrolment(), by="all-rounder")

    assert refused_and_unchanged(item, "review", "all-rounder") == ["workflow.same_person"]
    step(item, "review", "reviewer")
    assert refused_and_unchanged(item, "approve", "all-rounder") == ["workflow.same_person"]


def test_whoever_reviewed_may_not_approve() -> None:
    of_duties("all-rounder", "accept", "review", "approve")
    item = accepted("person_enrolment", enrolment())
    step(item, "review", "all-rounder")

    assert refused_and_unchanged(item, "approve", "all-rounder") == ["workflow.same_person"]
    assert step(item, "approve", "approver").status == Status.COMPLETED


def test_two_logins_of_one_person_are_one_hand() -> None:
    of_duties("second-login", "review", "approve")
    Clerk.objects.filter(login="second-login").update(person_code=clerk("clerk").person_code)
    item = accepted("person_enrolment", enrolment())

    assert refused_and_unchanged(item, "review", "second-login") == ["workflow.same_person"]
    step(item, "review", "reviewer")
    assert refused_and_unchanged(item, "approve", "second-login") == ["workflow.same_person"]


def test_the_same_hand_is_told_what_it_did_before() -> None:
    of_duties("all-rounder", "accept", "review")
    item = accepted("person_enrolment", enrolment(), by="all-rounder")

    [(_, _, zh, en)] = said(step(item, "review", "all-rounder"))

    assert zh == "您已办理过本事项的“受理”环节,不能再办理其他环节"
    assert en == "You already took the step 'Accept' of this item; another must take this one"


def returned_and_accepted_again(item: Item, by: str = "clerk") -> None:
    workflow.take(item.number, "return", clerk=clerk("approver"), at=AT, note="请核对")
    done = workflow.resubmit(item.number, enrolment(), clerk=clerk(by), at=AT)
    assert isinstance(done, Item), refusal_codes(done)


def test_after_a_return_the_same_hands_may_take_their_own_steps_again() -> None:
    item = accepted("person_enrolment", enrolment())
    step(item, "review", "reviewer")
    returned_and_accepted_again(item)

    done = carried(item)

    assert isinstance(done, Item)
    assert verbs(item) == [
        ("accept", "clerk"),
        ("review", "reviewer"),
        ("return", "approver"),
        ("accept", "clerk"),
        ("review", "reviewer"),
        ("approve", "approver"),
    ]


def test_after_a_return_no_hand_takes_another_step_than_before() -> None:
    of_duties("all-rounder", "accept", "review", "approve")
    item = accepted("person_enrolment", enrolment())
    step(item, "review", "all-rounder")
    returned_and_accepted_again(item)
    step(item, "review", "reviewer")

    assert refused_and_unchanged(item, "approve", "all-rounder") == ["workflow.same_person"]


def test_whoever_reviewed_once_and_accepted_then_reviews_no_more() -> None:
    of_duties("all-rounder", "accept", "review")
    item = accepted("person_enrolment", enrolment())
    step(item, "review", "all-rounder")
    returned_and_accepted_again(item, by="all-rounder")

    assert refused_and_unchanged(item, "review", "all-rounder") == ["workflow.same_person"]


@pytest.mark.parametrize(
    ("agency", "codes"),
    [
        ("340104", []),
        ("340100", []),
        ("340000", []),
        ("340111", ["workflow.out_of_scope"]),
        ("340200", ["workflow.out_of_scope"]),
        ("340111901", ["workflow.out_of_scope"]),
    ],
)
def test_a_step_is_taken_by_the_item_s_own_agency_or_one_above(
    agency: str, codes: list[str]
) -> None:
    item = accepted("person_enrolment", enrolment(), by="clerk340104")
    of_duties("local", "review", agency=agency)

    assert refusal_codes(step(item, "review", "local")) == codes


def test_a_province_s_own_item_is_no_county_s() -> None:
    item = accepted("person_enrolment", enrolment(), by="clerk")
    of_duties("local", "review", agency="340104")

    assert refused_and_unchanged(item, "review", "local") == ["workflow.out_of_scope"]


def test_who_belongs_to_no_agency_takes_no_step() -> None:
    item = accepted("person_enrolment", enrolment())
    Clerk.objects.create(login="stray", name="无处", person_code="1", duties=["review"])

    assert refused_and_unchanged(item, "review", "stray") == ["workflow.out_of_scope"]


def test_of_several_hindrances_the_weightiest_is_told() -> None:
    item = accepted("person_enrolment", enrolment())
    carried(item)
    no_duty_out_of_scope = of_duties("a", agency="340209")
    out_of_scope_and_late = of_duties("b", "review", agency="340209")

    told = [hindrance_to(item, "review", one) for one in (no_duty_out_of_scope,
                                                         out_of_scope_and_late)]  # fmt: skip

    assert [one.code for one in told if one] == ["workflow.no_duty", "workflow.out_of_scope"]


@pytest.mark.parametrize("length", [0, 1, 500, 501, 5_000])
def test_a_note_is_kept_up_to_five_hundred_characters(length: int) -> None:
    item = accepted("person_enrolment", enrolment())

    step(item, "review", "reviewer", "注" * length)

    assert item.steps.get(verb="review").note == "注" * min(length, 500)


@pytest.mark.parametrize("note", ["a\x00b", "😀", "</textarea><script>", "%s {0}"])
def test_no_note_brings_a_step_down(note: str) -> None:
    item = accepted("person_enrolment", enrolment())

    step(item, "review", "reviewer", note)

    assert item.steps.get(verb="review").note == note.replace("\x00", "")


def test_an_item_nobody_knows_cannot_be_carried() -> None:
    with pytest.raises(Item.DoesNotExist):
        workflow.take("34-19000101-000001", "review", clerk=clerk("reviewer"), at=AT)
