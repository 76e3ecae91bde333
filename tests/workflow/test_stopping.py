"""Stopping an item: returned and accepted again, refused, withdrawn."""

from datetime import timedelta
from typing import Any

import pytest
from matters import enrolment

from counter import (
    AT,
    MAN,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    clerk,
    everything,
    refusal_codes,
)
from tongchou.registry.models import Person
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")

LATER = AT + timedelta(days=1)

LETTER = "32-20241104-000009"


def stop(item: Item, verb: str, login: str = "reviewer", note: str = "请补材料") -> Any:
    return workflow.take(item.number, verb, clerk=clerk(login), at=LATER, note=note)


def resubmit(item: Item, form: Any, *, by: str = "clerk") -> Any:
    return workflow.resubmit(item.number, form, clerk=clerk(by), at=LATER)


def returned(**form: Any) -> Item:
    item = accepted("person_enrolment", enrolment(**form))
    done = stop(item, "return")
    assert isinstance(done, Item)
    return done


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


@pytest.mark.parametrize(
    ("verb", "login", "status"),
    [
        ("return", "reviewer", Status.RETURNED),
        ("return", "approver", Status.RETURNED),
        ("refuse", "reviewer", Status.REFUSED),
        ("refuse", "approver", Status.REFUSED),
        ("withdraw", "clerk", Status.WITHDRAWN),
    ],
)
def test_an_item_is_stopped_by_whom_it_concerns(verb: str, login: str, status: Status) -> None:
    item = accepted("person_enrolment", enrolment())

    done = stop(item, verb, login, "因故")

    assert done.status == kept(item).status == status
    step = item.steps.get(verb=verb)
    assert (step.login, step.at, step.note) == (login, LATER, "因故")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("verb", "login"),
    [("return", "clerk"), ("refuse", "clerk"), ("withdraw", "reviewer"), ("withdraw", "approver")],
)
def test_an_item_is_stopped_by_nobody_else(verb: str, login: str) -> None:
    item = accepted("person_enrolment", enrolment())
    before = everything()

    assert refusal_codes(stop(item, verb, login)) == ["workflow.no_duty"]
    assert everything() == before


def test_another_county_stops_nothing() -> None:
    item = accepted("person_enrolment", enrolment(), by="clerk340104")

    assert refusal_codes(stop(item, "withdraw", "clerk340209")) == ["workflow.out_of_scope"]


def test_what_is_refused_or_withdrawn_has_an_end_and_what_is_returned_has_none() -> None:
    ends = {}
    for verb, login in (("return", "reviewer"), ("refuse", "reviewer"), ("withdraw", "clerk")):
        item = accepted("person_enrolment", enrolment())
        ends[verb] = stop(item, verb, login).completed_at

    assert ends == {"return": None, "refuse": LATER, "withdraw": LATER}


def test_a_reviewed_item_is_stopped_too() -> None:
    item = accepted("person_enrolment", enrolment())
    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)

    assert stop(item, "return", "approver").status == Status.RETURNED


@pytest.mark.parametrize("first", ["refuse", "withdraw", "approve"])
@pytest.mark.parametrize(
    ("verb", "login"), [("return", "reviewer"), ("refuse", "reviewer"), ("withdraw", "clerk")]
)
def test_what_has_ended_is_not_stopped_again(first: str, verb: str, login: str) -> None:
    item = accepted("person_enrolment", enrolment())
    if first == "approve":
        carried(item)
    else:
        stop(item, first, {"refuse": "reviewer", "withdraw": "clerk"}[first])
    before = everything()

    assert refusal_codes(stop(item, verb, login)) == ["workflow.wrong_status"]
    assert everything() == before


def test_what_was_returned_may_be_withdrawn_and_not_refused() -> None:
    item = returned()

    assert refusal_codes(stop(item, "refuse")) == ["workflow.wrong_status"]
    assert stop(item, "withdraw", "clerk").status == Status.WITHDRAWN


@pytest.mark.parametrize(("verb", "login"), [("review", "reviewer"), ("approve", "approver")])
def test_what_was_returned_goes_no_further_until_it_is_accepted_again(
    verb: str, login: str
) -> None:
    done = workflow.take(returned().number, verb, clerk=clerk(login), at=LATER)

    assert refusal_codes(done) == ["workflow.wrong_status"]


def test_a_returned_item_is_accepted_again_with_what_its_form_says_now() -> None:
    item = returned()

    done = resubmit(item, enrolment(ssn=WOMAN, name=WOMAN_NAME))

    assert (done.number, done.status, done.refusals) == (item.number, Status.ACCEPTED, [])
    assert kept(item).form == enrolment(ssn=WOMAN, name=WOMAN_NAME)
    assert [step.verb for step in item.steps.order_by("id")] == ["accept", "return", "accept"]
    assert isinstance(carried(item), Item)
    assert Person.objects.get().ssn == WOMAN


def test_a_corrected_item_is_about_whom_its_form_names_now() -> None:
    item = returned()

    resubmit(item, enrolment(ssn=WOMAN, name=WOMAN_NAME))

    assert (kept(item).subject, kept(item).subject_name) == (WOMAN, WOMAN_NAME)


def test_a_return_does_not_give_more_time() -> None:
    item = returned()
    before = kept(item).due_on

    resubmit(item, enrolment())

    assert kept(item).due_on == before


@pytest.mark.parametrize("form", [{}, None, [], {"ssn": MAN}, enrolment(extra=1)])
def test_a_form_that_is_none_is_not_accepted_again(form: Any) -> None:
    item = returned()
    before = everything()

    codes = refusal_codes(resubmit(item, form))

    assert codes
    assert all(code.startswith("form.") for code in codes)
    assert everything() == before


def test_what_the_law_refuses_is_not_accepted_again() -> None:
    item = returned()
    before = everything()

    assert refusal_codes(resubmit(item, enrolment(from_month="1975-01"))) == ["age.under_16"]
    assert everything() == before


def test_only_what_was_returned_is_accepted_again() -> None:
    item = accepted("person_enrolment", enrolment())

    assert refusal_codes(resubmit(item, enrolment())) == ["workflow.wrong_status"]


@pytest.mark.parametrize("login", ["reviewer", "approver"])
def test_whoever_may_not_accept_does_not_accept_again(login: str) -> None:
    assert refusal_codes(resubmit(returned(), enrolment(), by=login)) == ["workflow.no_duty"]
