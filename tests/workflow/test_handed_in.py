"""Matters that people outside the agency hand in themselves, and that a clerk then accepts."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    another_sign_in,
    carried,
    clerk,
    contribute,
    credit_code_of,
    enrol,
    everything,
    refusal_codes,
    register_employer,
    ssn_of,
    told,
)
from tongchou.agency.models import Agency, Clerk, Kind
from tongchou.events.models import Event
from tongchou.standards import codes
from tongchou.standards.fields import Kind as FieldKind
from tongchou.workflow import changes as workflow
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted
from tongchou.workflow.models import Item, Status
from tongchou.workflow.outside import own_items, startable_by
from tongchou.workflow.queries import inbox

MOVE = {"origin": "32"}
END = {"ssn": MAN, "last_month": "2024-10", "reason": "221"}
USER, OTHER = f"{FACTORY}-01", f"{MILL}-01"
LATER = AT + timedelta(days=1)

pytestmark = pytest.mark.usefixtures("people")


@pytest.fixture
def people(province: Any) -> None:
    """Let two people work in two counties, and let them and their employers sign in."""
    del province
    register_employer()
    register_employer(MILL, "弋江纺织有限公司", "340209")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, WOMAN_NAME, employer=MILL)
    contribute(MAN, "2024-01", "2024-02")
    for login, kind, credit_code, person in (
        (MAN, Kind.CITIZEN, "", ""),
        (WOMAN, Kind.CITIZEN, "", ""),
        (USER, Kind.EMPLOYER, FACTORY, WOMAN),
        (OTHER, Kind.EMPLOYER, MILL, ssn_of("19880808", "104")),
    ):
        Clerk.objects.create(
            login=login, name="某", kind=kind, credit_code=credit_code, person_code=person,
            password=make_password(None),
        )  # fmt: skip


def hand_in(login: str, code: str, form: dict[str, Any]) -> Any:
    user = clerk(login)
    return workflow.accept(code, form, province="34", at=AT, clerk=user, source=user.kind)


def item_of(login: str, code: str, form: dict[str, Any]) -> Item:
    done = hand_in(login, code, form)
    assert isinstance(done, Accepted), refusal_codes(done)
    return done.item


def take(item: Item, verb: str, by: str, note: str = "") -> Any:
    return workflow.take(item.number, verb, clerk=clerk(by), at=LATER, note=note)


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


@pytest.mark.parametrize("kind", ["citizen", "employer"])
def test_an_item_that_somebody_outside_starts_says_who_hands_it_in(kind: str) -> None:
    for code, row in codes.table("items").items():
        if kind in row.facts["by"]:
            assert catalogue()[code].own_field(kind), code
            assert kind == "employer" or catalogue()[code].field_of(FieldKind.PERSON)


def test_a_matter_arrives_as_handed_in_at_the_agency_of_the_place() -> None:
    item = kept(item_of(MAN, "transfer_in", MOVE))

    assert (item.status, item.source, item.sender) == (Status.SUBMITTED, "citizen", MAN)
    assert (item.subject, item.subject_name) == (MAN, MAN_NAME)
    assert (item.agency_code, item.division_code, item.agency_level) == ("340104", "340104", 4)
    assert item.form == {"ssn": MAN, "name": MAN_NAME, "origin": "32"}
    step = item.steps.get()
    assert (step.verb, step.login, step.person_code) == ("submit", MAN, "")
    assert item.due_on is not None
    assert not Event.objects.filter(item_number=item.number).exists()


def test_it_waits_in_the_inbox_of_who_may_accept_it_and_of_nobody_else() -> None:
    item = item_of(MAN, "transfer_in", MOVE)

    waits_for = {
        login
        for login in ("clerk", "clerk340104", "clerk340209", "reviewer", "approver")
        if inbox(clerk(login), which="mine").filter(pk=item.pk).exists()
    }

    assert waits_for == {"clerk", "clerk340104"}


def test_handler_and_approver_stay_persons_of_the_agency() -> None:
    item = item_of(MAN, "transfer_in", MOVE)

    accepted = workflow.resubmit(item.number, item.form, clerk=clerk("clerk340104"), at=LATER)
    done = carried(item, at=LATER)

    assert isinstance(accepted, Item)
    assert isinstance(done, Item), refusal_codes(done)
    assert kept(item).status == Status.WAITING
    assert [step.verb for step in item.steps.order_by("id")] == [
        "submit", "accept", "review", "approve",
    ]  # fmt: skip
    assert [message.kind for message in told(item)] == ["transfer_requested"]


def test_whoever_accepted_it_takes_no_other_step() -> None:
    item = item_of(MAN, "transfer_in", MOVE)
    Clerk.objects.filter(login="clerk").update(duties=["accept", "review"])
    workflow.resubmit(item.number, item.form, clerk=clerk("clerk"), at=LATER)

    assert refusal_codes(take(item, "review", "clerk")) == ["workflow.same_person"]


@pytest.mark.parametrize("by", ["reviewer", "approver", "clerk340209"])
def test_who_may_not_accept_at_the_counter_does_not_accept_it(by: str) -> None:
    item = item_of(MAN, "transfer_in", MOVE)

    done = workflow.resubmit(item.number, item.form, clerk=clerk(by), at=LATER)

    assert refusal_codes(done)[0] in {"workflow.no_duty", "workflow.out_of_scope"}
    assert kept(item).status == Status.SUBMITTED


def test_nobody_starts_what_the_table_does_not_open_to_them() -> None:
    assert {one.code for one in startable_by("citizen")} == {"retirement_claim", "transfer_in"}
    assert {one.code for one in startable_by("employer")} == {
        "wage_declaration", "person_enrolment", "employment_end",
    }  # fmt: skip
    assert refusal_codes(hand_in(MAN, "employment_end", END)) == ["workflow.other_entrance"]
    assert refusal_codes(hand_in(USER, "transfer_in", MOVE)) == ["workflow.other_entrance"]


def test_an_outsider_gets_no_further_by_calling_themselves_a_clerk() -> None:
    before = everything()

    done = workflow.accept(
        "employment_end", END | {"credit_code": FACTORY}, province="34", at=AT, clerk=clerk(USER)
    )

    assert refusal_codes(done) == ["workflow.other_entrance"]
    assert everything() == before


def test_who_hands_in_is_known_whatever_was_typed() -> None:
    item = item_of(MAN, "transfer_in", MOVE | {"ssn": WOMAN, "name": WOMAN_NAME})
    end = item_of(USER, "employment_end", END | {"credit_code": MILL})

    assert (item.subject, kept(item).form["ssn"]) == (MAN, MAN)
    assert (end.sender, kept(end).form["credit_code"]) == (FACTORY, FACTORY)


def test_what_only_the_agency_fills_in_is_not_taken_from_outside() -> None:
    item = catalogue()["retirement_claim"]
    typed = {"track": "man", "retirement_month": "2024-10", "deemed_months": "120"}

    done = hand_in(MAN, "retirement_claim", typed)

    assert item.for_agency >= {"deemed_months", "birth_in_file"}
    assert "form.extra_forbidden" not in refusal_codes(done)
    assert not Item.objects.filter(code="retirement_claim").exists()


def test_a_refusal_is_told_at_once_and_nothing_is_kept() -> None:
    before = everything()

    done = hand_in(WOMAN, "transfer_in", MOVE)

    assert refusal_codes(done) == ["transfer.not_contributing"]
    assert done[0].said_to_the_person.text.zh.startswith("您")
    assert everything() == before


def test_the_same_again_is_refused_while_the_first_one_is_open() -> None:
    first = item_of(MAN, "transfer_in", MOVE)

    assert refusal_codes(hand_in(MAN, "transfer_in", MOVE)) == ["workflow.under_way"]

    take(first, "withdraw", MAN)
    assert item_of(MAN, "transfer_in", MOVE).number != first.number


def test_an_employer_hands_in_as_many_as_it_has_people() -> None:
    enrol(WOMAN, WOMAN_NAME)

    items = [item_of(USER, "employment_end", END | {"ssn": ssn}) for ssn in (MAN, WOMAN)]

    assert {item.status for item in items} == {Status.SUBMITTED}


def test_a_delegate_may_be_among_the_employers_own_people() -> None:
    enrol(WOMAN, WOMAN_NAME)

    item = item_of(USER, "employment_end", END | {"ssn": WOMAN})

    assert item.steps.get().person_code == WOMAN


def test_what_came_back_is_mended_by_whom_it_came_from() -> None:
    item = item_of(MAN, "transfer_in", MOVE)
    take(item, "return", "clerk340104", "转出地不符")
    waiting = [
        login
        for login in ("clerk", "clerk340104")
        if inbox(clerk(login), which="mine").filter(pk=item.pk).exists()
    ]

    again = workflow.resubmit(item.number, {"origin": "31"}, clerk=clerk(MAN), at=LATER)

    assert waiting == []
    assert isinstance(again, Item), refusal_codes(again)
    assert (kept(item).status, kept(item).form["origin"]) == (Status.SUBMITTED, "31")
    assert [step.verb for step in item.steps.order_by("id")] == ["submit", "return", "submit"]


def test_what_the_agency_filled_in_stays_when_it_is_mended() -> None:
    item = item_of(USER, "employment_end", END)
    declared = catalogue()["employment_end"]
    object.__setattr__(declared, "for_agency", frozenset({"reason"}))
    try:
        Item.objects.filter(pk=item.pk).update(form=item.form | {"reason": "223"})
        take(item, "return", "clerk", "请更正")
        mended = END | {"last_month": "2024-11", "reason": "229"}
        workflow.resubmit(item.number, mended, clerk=clerk(USER), at=LATER)
    finally:
        object.__setattr__(declared, "for_agency", frozenset())

    assert (kept(item).form["last_month"], kept(item).form["reason"]) == ("2024-11", "223")


@pytest.mark.parametrize("verb", ["withdraw", "submit"])
@pytest.mark.parametrize("by", [WOMAN, OTHER, USER])
def test_another_persons_matter_is_nobodys_to_touch(verb: str, by: str) -> None:
    item = item_of(MAN, "transfer_in", MOVE)
    take(item, "return", "clerk", "请更正")
    before = everything()

    done = (
        workflow.resubmit(item.number, MOVE, clerk=clerk(by), at=LATER)
        if verb == "submit"
        else take(item, verb, by)
    )

    assert refusal_codes(done) == ["workflow.not_own"]
    assert everything() == before


@pytest.mark.parametrize("verb", ["accept", "review", "approve", "return", "refuse", "conclude"])
def test_a_clerks_step_is_not_taken_from_outside(verb: str) -> None:
    item = item_of(MAN, "transfer_in", MOVE)

    assert refusal_codes(take(item, verb, MAN, "x")) == ["workflow.wrong_status"]


@pytest.mark.parametrize("status", ["submitted", "accepted", "reviewed", "returned"])
def test_a_matter_is_withdrawn_until_it_is_decided(status: str) -> None:
    item = item_of(MAN, "transfer_in", MOVE)
    if status in {"accepted", "reviewed"}:
        workflow.resubmit(item.number, item.form, clerk=clerk("clerk"), at=LATER)
    if status == "reviewed":
        take(item, "review", "reviewer")
    if status == "returned":
        take(item, "return", "clerk", "请更正")
    assert kept(item).status == status

    done = take(item, "withdraw", MAN)

    assert isinstance(done, Item), refusal_codes(done)
    assert kept(item).status == Status.WITHDRAWN
    assert [event.kind for event in Event.objects.filter(item_number=item.number)] == [
        "item_decided"
    ]


def test_nobody_withdraws_what_a_clerk_took_in() -> None:
    done = workflow.accept(
        "transfer_in",
        MOVE | {"ssn": MAN, "name": MAN_NAME},
        province="34",
        at=AT,
        clerk=clerk("clerk"),
    )
    assert isinstance(done, Accepted)

    assert own_items(clerk(MAN)).get().number == done.item.number
    assert refusal_codes(take(done.item, "withdraw", MAN)) == ["workflow.not_own"]


def test_each_sees_their_own_and_no_other() -> None:
    move = item_of(MAN, "transfer_in", MOVE)
    end = item_of(USER, "employment_end", END)

    own = {login: {item.number for item in own_items(clerk(login))} for login in (MAN, WOMAN)}
    of_employers = {
        login: {item.number for item in own_items(clerk(login))} for login in (USER, OTHER)
    }

    assert own == {MAN: {move.number, end.number}, WOMAN: set()}
    assert of_employers == {USER: {end.number}, OTHER: set()}
    assert not own_items(clerk("clerk")).exists()


def test_where_no_county_has_an_agency_the_citys_or_the_provinces_takes_the_matter() -> None:
    shop = credit_code_of("91340881B8PHNT1R2")
    register_employer(shop, "桐城小店", "340881")
    Clerk.objects.filter(login=OTHER).update(credit_code=shop)
    form = {"ssn": ssn_of("19900101", "203"), "name": "张三", "from_month": "2024-10"}

    of_the_city = item_of(OTHER, "person_enrolment", form)
    Agency.objects.filter(code="340800").update(closed_at=AT)
    take(of_the_city, "withdraw", OTHER)
    of_the_province = item_of(OTHER, "person_enrolment", form)

    assert of_the_city.agency_code == "340800"
    assert of_the_province.agency_code == "340000"


def test_an_employer_s_user_who_is_a_clerk_takes_no_step_of_what_they_handed_in() -> None:
    item = item_of(USER, "employment_end", END)
    another_sign_in("also", ["accept", "review", "approve"], person=WOMAN)

    done = workflow.resubmit(item.number, END, clerk=clerk("also"), at=LATER)

    assert refusal_codes(done) == ["workflow.same_person"]
    assert kept(item).status == Status.SUBMITTED
