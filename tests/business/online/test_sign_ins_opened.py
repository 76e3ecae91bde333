"""Sign-ins of people outside, opened, reset and ended by items at the counter."""

from typing import Any

import pytest

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    clerk,
    enrol,
    hand_in,
    refusal_codes,
    register_employer,
    told,
)
from tongchou.agency.changes import choose_password, hand_over_password
from tongchou.agency.models import AdministrativeRecord, Clerk
from tongchou.agency.slips import last_item_of
from tongchou.events.models import Event
from tongchou.workflow.models import Item, Status

CARD = "identity_card"
CITIZEN = {"ssn": MAN, "name": MAN_NAME, "document": CARD}
USER = {"credit_code": FACTORY, "ssn": WOMAN, "name": WOMAN_NAME, "document": CARD}
LOGIN = f"{FACTORY}-01"
RESET = {
    "citizen_sign_in": CITIZEN,
    "employer_user": {"credit_code": FACTORY, "ssn": WOMAN, "document": CARD},
}
END = {
    "citizen_sign_in": {"ssn": MAN, "reason": "本人申请"},
    "employer_user": {"credit_code": FACTORY, "ssn": WOMAN, "reason": "离职"},
}
RESETS = {"citizen_sign_in": "citizen_sign_in_reset", "employer_user": "employer_user_reset"}
ENDS = {"citizen_sign_in": "citizen_sign_in_end", "employer_user": "employer_user_end"}
OPEN = {"citizen_sign_in": (CITIZEN, MAN), "employer_user": (USER, LOGIN)}

pytestmark = pytest.mark.usefixtures("factory")
both = pytest.mark.parametrize("code", OPEN)


@pytest.fixture
def factory(province: Any) -> None:
    """Register the factory, in which the man works."""
    del province
    register_employer()
    enrol(MAN, MAN_NAME)


def chosen(login: str) -> Clerk:
    """Hand a password over for a sign-in, and let its owner choose another one."""
    number = last_item_of(login)
    done = hand_over_password(login, encoded="one", by=clerk("clerk"), item_number=number, at=AT)
    assert isinstance(done, Clerk)
    choose_password(done, encoded="two", at=AT)
    return clerk(login)


@both
def test_a_sign_in_is_opened_at_once_and_waits_for_a_password(code: str) -> None:
    form, login = OPEN[code]

    item = accepted(code, form)
    user = clerk(login)

    assert item.status == Status.COMPLETED
    assert item.outcome["sign_in"] == login
    assert (user.is_active, user.is_password_one_time, user.duties) == (True, True, [])
    assert not user.has_usable_password()
    assert user.applicant == (MAN if code == "citizen_sign_in" else FACTORY)


@both
def test_the_log_tells_that_it_was_decided_and_nothing_of_the_sign_in(code: str) -> None:
    item = accepted(code, OPEN[code][0])

    kinds = [event.kind for event in Event.objects.filter(item_number=item.number)]
    assert kinds == ["item_decided"]
    assert told(item) == []


@both
def test_what_was_done_to_a_sign_in_stands_in_the_administrative_record(code: str) -> None:
    form, login = OPEN[code]
    item = accepted(code, form)
    chosen(login)
    accepted(RESETS[code], RESET[code])
    accepted(ENDS[code], END[code])

    acts = AdministrativeRecord.objects.filter(subject=login).order_by("id")
    assert [act.act for act in acts] == [
        "sign_in.open", "sign_in.password", "password.change", "sign_in.reset", "sign_in.end",
    ]  # fmt: skip
    assert (acts[0].login, acts[0].after) == ("clerk", {"item_number": item.number})


@both
def test_a_reset_voids_the_password_and_waits_for_the_next(code: str) -> None:
    form, login = OPEN[code]
    accepted(code, form)
    before = chosen(login)

    item = accepted(RESETS[code], RESET[code])
    user = clerk(login)

    assert item.outcome["sign_in"] == login
    assert user.is_password_one_time
    assert not user.has_usable_password()
    assert user.session_mark != before.session_mark


@both
def test_an_ended_sign_in_lets_nobody_in_and_may_be_opened_again(code: str) -> None:
    form, login = OPEN[code]
    accepted(code, form)
    before = chosen(login)

    accepted(ENDS[code], END[code])
    ended = clerk(login)
    again = accepted(code, form)

    assert not ended.is_active
    assert ended.session_mark != before.session_mark
    assert again.outcome["sign_in"] == login
    assert clerk(login).is_active
    assert clerk(login).is_password_one_time


@both
def test_a_second_opening_is_refused(code: str) -> None:
    form, _ = OPEN[code]
    accepted(code, form)

    assert refusal_codes(hand_in(code, form)) == ["sign_in.open"]


@both
def test_what_is_not_open_is_neither_reset_nor_ended(code: str) -> None:
    assert refusal_codes(hand_in(RESETS[code], RESET[code])) == ["sign_in.none"]
    assert refusal_codes(hand_in(ENDS[code], END[code])) == ["sign_in.none"]


@both
def test_a_password_is_handed_over_until_its_owner_chose_one(code: str) -> None:
    form, login = OPEN[code]
    number = accepted(code, form).number
    by = {"by": clerk("clerk"), "item_number": number, "at": AT}

    first = hand_over_password(login, encoded="a", **by)
    second = hand_over_password(login, encoded="b", **by)
    choose_password(clerk(login), encoded="c", at=AT)
    third = hand_over_password(login, encoded="d", **by)

    assert isinstance(first, Clerk)
    assert isinstance(second, Clerk)
    assert refusal_codes(third) == ["sign_in.not_waiting"]
    assert clerk(login).password == "c"


@both
def test_an_earlier_item_hands_over_no_password_of_a_later_one(code: str) -> None:
    form, login = OPEN[code]
    opened = accepted(code, form).number
    reset = accepted(RESETS[code], RESET[code]).number

    by = {"encoded": "a", "by": clerk("clerk"), "at": AT}

    assert refusal_codes(hand_over_password(login, item_number=opened, **by)) == [
        "sign_in.another_item"
    ]
    assert isinstance(hand_over_password(login, item_number=reset, **by), Clerk)


def test_a_number_that_is_a_login_of_staff_opens_no_sign_in() -> None:
    Clerk.objects.filter(login="reviewer").update(login=MAN)

    assert refusal_codes(hand_in("citizen_sign_in", CITIZEN)) == ["sign_in.of_staff"]


def test_nobody_gets_a_password_for_somebody_who_works_here() -> None:
    before = clerk("reviewer").password

    done = hand_over_password("reviewer", encoded="a", by=clerk("clerk"), item_number="34-1", at=AT)

    assert refusal_codes(done) == ["sign_in.not_waiting"]
    assert clerk("reviewer").password == before


def test_the_name_must_be_the_one_on_record() -> None:
    assert refusal_codes(hand_in("citizen_sign_in", CITIZEN | {"name": "李四"})) == [
        "identity.name_mismatch"
    ]


def test_who_is_not_on_record_may_sign_in_and_the_clerk_is_told() -> None:
    item = accepted("citizen_sign_in", CITIZEN | {"ssn": WOMAN, "name": WOMAN_NAME})

    assert "没有该人员的参保登记" in Item.objects.get(pk=item.pk).hints[0]["zh"]
    assert clerk(WOMAN).is_active


def test_a_reset_asks_for_the_name_of_the_sign_in() -> None:
    accepted("citizen_sign_in", CITIZEN)

    done = hand_in("citizen_sign_in_reset", CITIZEN | {"name": "李四"})

    assert refusal_codes(done) == ["identity.name_mismatch"]


def test_each_delegate_of_an_employer_has_a_login_of_their_own() -> None:
    first = accepted("employer_user", USER)
    second = accepted("employer_user", USER | {"ssn": MAN, "name": MAN_NAME})

    assert [one.outcome["sign_in"] for one in (first, second)] == [LOGIN, f"{FACTORY}-02"]
    assert {user.person_code for user in Clerk.objects.filter(credit_code=FACTORY)} == {MAN, WOMAN}


def test_a_delegate_of_several_employers_has_a_login_of_each() -> None:
    register_employer(MILL, "弋江纺织有限公司", "340209")
    accepted("employer_user", USER)

    other = accepted("employer_user", USER | {"credit_code": MILL})

    assert other.outcome["sign_in"] == f"{MILL}-01"


def test_an_employer_that_is_not_registered_has_no_user() -> None:
    assert refusal_codes(hand_in("employer_user", USER | {"credit_code": MILL})) == [
        "employer.not_registered"
    ]


def test_an_employer_beyond_the_county_has_no_user_opened_here() -> None:
    assert refusal_codes(hand_in("employer_user", USER, by="clerk340209")) == [
        "workflow.out_of_scope"
    ]
