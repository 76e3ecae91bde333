"""Items pass the gates of risk: a clerk's own record, and signals that are still open."""

import pytest
from matters import asked_by_jiangsu, enrolment

from counter import (
    AT,
    MAN,
    MAN_NAME,
    accepted,
    clerk,
    enrol,
    hand_in,
    refusal_codes,
    register_employer,
)
from tongchou.agency.models import Clerk
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.time import month
from tongchou.workflow import changes as workflow
from tongchou.workflow.models import Item

pytestmark = pytest.mark.usefixtures("province")


def is_the_man(login: str) -> Clerk:
    """Let the person behind a login be the very man whom the items are about."""
    Clerk.objects.filter(login=login).update(person_code=MAN)
    return clerk(login)


def test_nobody_accepts_an_item_about_themselves() -> None:
    register_employer()
    is_the_man("clerk")

    done = hand_in("person_enrolment", enrolment())

    assert refusal_codes(done) == ["risk.own_record"]
    assert not Item.objects.exists()


def test_nobody_approves_an_item_about_themselves() -> None:
    register_employer()
    item = accepted("person_enrolment", enrolment())
    reviewed = workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    assert isinstance(reviewed, Item)

    done = workflow.take(item.number, "approve", clerk=is_the_man("approver"), at=AT)

    assert refusal_codes(done) == ["risk.own_record"]


def test_an_open_signal_about_the_person_is_pointed_out_and_hinders_nothing() -> None:
    places = [{"province": "34", "item_number": "34-1", "row": 1}]
    raise_signals(
        [Finding("duplicate_contribution_month", MAN, month(2024, 9), places)], on=AT.date()
    )
    register_employer()
    enrol(MAN, MAN_NAME)

    item = asked_by_jiangsu()

    assert item.refusals == []
    assert [(one["rung"], one["code"]) for one in item.gates] == [
        ("note", "risk.open_signal"),
        ("note", "national.no_ministry"),
    ]
