"""The new province asks the old one for a record 关系转入: when it may, and what it sends."""

from datetime import date
from typing import Any

import pytest
from mail import PERSON, SILK, applied, ask, live_in_anhui, live_in_jiangsu, move, on

from counter import (
    AT,
    TODAY,
    WOMAN,
    WOMAN_NAME,
    Stand,
    accepted,
    apply,
    booked,
    carried,
    completed,
    declare,
    enrol,
    everything,
    hand_in,
    pension,
    refusal_codes,
    register_employer,
    said,
    told,
)
from tongchou.registry.models import Transfer
from tongchou.standards.messages import TransferRequested
from tongchou.workflow.models import Item

FORM = {**PERSON, "origin": "34"}


@pytest.fixture
def jiangsu(stand: Stand) -> None:
    """Stand in 江苏, where the woman contributed in October 2024."""
    live_in_jiangsu(stand)


def refused(**changed: str) -> Any:
    before = everything()
    done = hand_in("transfer_in", FORM | changed)
    assert everything() == before
    return done


@pytest.mark.usefixtures("jiangsu")
def test_an_approved_application_sends_the_contact_letter_and_waits() -> None:
    item = ask()

    assert (item.status, item.completed_at) == ("waiting", None)
    assert told(item) == [
        TransferRequested(
            scheme="110",
            letter=item.number,
            ssn=WOMAN,
            name=WOMAN_NAME,
            origin="34",
            destination="32",
            requested_on=TODAY,
        )
    ]
    assert booked(item) == []


@pytest.mark.usefixtures("jiangsu")
def test_the_transfer_is_held_under_the_number_of_its_letter() -> None:
    item = ask()

    (transfer,) = Transfer.objects.all()
    assert (transfer.letter, transfer.ssn, transfer.name) == (item.number, WOMAN, WOMAN_NAME)
    assert (transfer.origin, transfer.destination) == ("34", "32")
    assert (transfer.requested_on, transfer.answered_on, transfer.completed_on) == (
        TODAY,
        None,
        None,
    )
    assert not transfer.refused


@pytest.mark.usefixtures("jiangsu")
def test_nothing_is_sent_before_the_last_hand() -> None:
    item = applied()

    assert told(item) == []
    assert not Transfer.objects.exists()


def test_the_letter_is_due_in_fifteen_weekdays(stand: Stand) -> None:
    live_in_jiangsu(stand, "2023-01", "2023-02")

    item = applied(at=on("2023-03-06"))

    assert item.due_on == date(2023, 3, 27)  # Monday the 6th, and three weeks


@pytest.mark.usefixtures("jiangsu")
def test_a_waiting_application_can_neither_be_taken_back_nor_given_back() -> None:
    item = ask()

    assert refusal_codes(carried(item)) == ["workflow.wrong_status"]


def test_a_person_whom_the_province_does_not_know_is_refused(stand: Stand) -> None:
    stand("32")

    assert said(refused()) == [
        (
            "person.not_registered",
            "ssn",
            "本省没有该人员的参保登记",
            "This province does not know the person",
        )
    ]


@pytest.mark.usefixtures("jiangsu")
def test_another_name_than_the_registered_one_is_refused() -> None:
    assert said(refused(name="李晏")) == [
        (
            "identity.name_mismatch",
            "name",
            "该号码已用其他姓名登记",
            "The number is registered under another name",
        )
    ]


def test_an_enrolment_that_was_never_paid_for_is_not_enough(stand: Stand) -> None:
    stand("32")
    register_employer(SILK, place="320505")
    enrol(WOMAN, WOMAN_NAME, employer=SILK)
    declare(WOMAN, "2024-10", employer=SILK)

    done = refused()

    assert said(done) == [
        (
            "transfer.not_contributing",
            "ssn",
            "在本省参保并缴费后才能转入",
            "A transfer needs an enrolment and a first contribution in this province",
        )
    ]
    assert done[0].basis == "state-council-office-2009-66-8"
    assert done[0].remedy.en == "Enrol, and apply once it is received"


@pytest.mark.usefixtures("jiangsu")
def test_an_enrolment_that_ended_is_not_enough() -> None:
    form = {"ssn": WOMAN, "credit_code": SILK, "last_month": "2024-10", "reason": "222"}
    completed("employment_end", form)

    assert refusal_codes(refused()) == ["transfer.not_contributing"]


def test_what_was_paid_here_before_the_record_left_does_not_bring_it_back(stand: Stand) -> None:
    live_in_anhui(stand)
    live_in_jiangsu(stand)
    move(stand, "34", "32")
    stand("34")
    enrol(WOMAN, WOMAN_NAME, from_month="2024-11")

    assert refusal_codes(hand_in("transfer_in", {**PERSON, "origin": "32"})) == [
        "transfer.not_contributing"
    ]


@pytest.mark.usefixtures("jiangsu")
def test_nothing_need_be_transferred_within_a_province() -> None:
    assert said(refused(origin="32")) == [
        (
            "transfer.same_province",
            "origin",
            "省内转移不需要申请",
            "Within one province nothing need be transferred",
        )
    ]


@pytest.mark.usefixtures("jiangsu")
def test_whoever_draws_a_pension_is_refused() -> None:
    apply(pension(WOMAN))

    assert said(refused()) == [
        (
            "person.retired",
            "ssn",
            "该人员已领取基本养老金",
            "This person draws a pension already",
        )
    ]


@pytest.mark.usefixtures("jiangsu")
def test_a_second_request_while_one_is_open_is_refused() -> None:
    ask()

    assert said(refused(origin="31")) == [
        (
            "transfer.under_way",
            "ssn",
            "该人员已有正在办理的转移",
            "A transfer of this person is under way",
        )
    ]


@pytest.mark.usefixtures("jiangsu")
def test_of_two_applications_under_way_the_second_sends_no_letter() -> None:
    first, second = applied(), applied(origin="31")
    carried(first)

    done = carried(second)

    assert refusal_codes(done) == ["transfer.under_way"]
    assert Transfer.objects.count() == 1


@pytest.mark.usefixtures("jiangsu")
def test_an_application_does_not_stand_in_its_own_way() -> None:
    item = applied()

    done = carried(item)

    assert isinstance(done, Item)
    assert done.status == "waiting"


@pytest.mark.usefixtures("jiangsu")
def test_all_reasons_are_told_together() -> None:
    ask()
    apply(pension(WOMAN))

    assert refusal_codes(refused(name="李晏", origin="32")) == [
        "identity.name_mismatch",
        "transfer.same_province",
        "person.retired",
        "transfer.under_way",
    ]


@pytest.mark.parametrize(("field", "written"), [("origin", "00"), ("origin", "99"), ("ssn", "1")])
@pytest.mark.usefixtures("jiangsu")
def test_a_field_that_cannot_be_read_is_named(field: str, written: str) -> None:
    assert [refusal.field for refusal in refused(**{field: written})] == [field]


@pytest.mark.usefixtures("jiangsu")
def test_full_width_letters_are_read_as_they_were_meant() -> None:
    wide = str.maketrans("0123456789", "０１２３４５６７８９")

    item = accepted(
        "transfer_in",
        {"ssn": WOMAN.translate(wide), "name": "李　安", "origin": "34".translate(wide)},
    )

    assert item.form == FORM
    assert item.accepted_at == AT
