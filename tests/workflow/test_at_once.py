"""What is done at the same instant is done one after the other."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from matters import approve, asked_by_jiangsu, drawing, enrolment, kept, plant, review
from pydantic import BaseModel

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    WOMAN_NAME,
    accepted,
    at_once,
    clerk,
    completed,
    contribute,
    declare,
    enrol,
    fund,
    receive,
    refusal_codes,
    register_employer,
    told,
)
from tongchou.ledger.balances import balance_of
from tongchou.ledger.books import Book
from tongchou.node.postgres import Postgres
from tongchou.registry import queries
from tongchou.registry.models import Enrolment, Transfer
from tongchou.registry.queries import person_of
from tongchou.standards.fields import SocialSecurityNumber
from tongchou.standards.messages import PersonsEnrolled
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow.item import Decision, Effects
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")


def test_an_item_approved_twice_at_once_is_approved_once(server: Postgres) -> None:
    item = accepted("person_enrolment", enrolment())
    review(item)

    first, second = at_once(server, lambda: approve(item), lambda: approve(item))

    assert isinstance(first, Item)
    assert refusal_codes(second) == ["workflow.wrong_status"]
    assert item.steps.filter(verb="approve").count() == 1
    assert len(told(item)) == 1


def test_of_an_approval_and_a_return_at_once_the_second_comes_too_late(server: Postgres) -> None:
    item = accepted("person_enrolment", enrolment())
    review(item)

    def give_back() -> Any:
        return workflow.take(item.number, "return", clerk=clerk("reviewer"), at=AT, note="等等")

    first, second = at_once(server, lambda: approve(item), give_back)

    assert isinstance(first, Item)
    assert refusal_codes(second) == ["workflow.wrong_status"]
    assert kept(item).status == Status.COMPLETED


def test_two_enrolments_of_one_person_at_once_are_one(server: Postgres) -> None:
    first, second = (accepted("person_enrolment", enrolment()) for _ in range(2))
    review(first)
    review(second)

    done, late = at_once(server, lambda: approve(first), lambda: approve(second))

    assert isinstance(done, Item)
    assert refusal_codes(late) == ["enrolment.open"]
    assert Enrolment.objects.count() == 1


def test_two_requests_for_one_record_at_once_are_one_letter(server: Postgres) -> None:
    enrol(WOMAN, WOMAN_NAME)
    contribute(WOMAN, "2024-09", "2024-10")
    letters = [
        accepted("transfer_in", {"ssn": WOMAN, "name": WOMAN_NAME, "origin": origin})
        for origin in ("31", "32")
    ]
    for letter in letters:
        review(letter)

    done, late = at_once(server, lambda: approve(letters[0]), lambda: approve(letters[1]))

    assert isinstance(done, Item)
    assert refusal_codes(late) == ["transfer.under_way"]
    assert Transfer.objects.count() == 1


class About(BaseModel, frozen=True, extra="forbid"):
    """A form about a person."""

    ssn: SocialSecurityNumber = MAN


def test_two_kinds_of_matters_about_one_person_take_turns(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each would take what only one can have, as who retires and moves away at once would."""
    refusal = Refusal(code="too.late", text=Text("已办", "done before"))
    taken = PersonsEnrolled(
        scheme="110", from_month="2024-10", ssns=[MAN], names=["某人"], credit_codes=[""]
    )
    for code in ("retirement_claim", "transfer_in"):
        plant(
            monkeypatch, code, form=About,
            gather=lambda form, _act: person_of(form.ssn, province="34"),
            decide=lambda person, _law: (refusal,) if person else Decision(None),
            record=lambda *_: Effects(messages=(taken,)),
        )  # fmt: skip
    first, second = (accepted(code, {}) for code in ("retirement_claim", "transfer_in"))
    review(first)
    review(second)

    done, late = at_once(server, lambda: approve(first), lambda: approve(second))

    assert isinstance(done, Item)
    assert refusal_codes(late) == ["too.late"]


def test_two_rolls_at_once_do_not_pay_more_than_there_is(server: Postgres) -> None:
    drawing(MAN, MAN_NAME, total_fen=300_000, from_month="2024-10")
    fund(300_000)
    rolls = [accepted("payment_roll", {"month": month}) for month in ("2024-10", "2024-11")]
    for roll in rolls:
        review(roll)

    done, late = at_once(server, lambda: approve(rolls[0]), lambda: approve(rolls[1]))

    assert isinstance(done, Item)
    assert refusal_codes(late) == ["fund.shortfall"]
    assert balance_of(Book.FUND, "1003", scheme="110") == 0  # 3,000.00 came in and were paid once


def test_a_month_on_two_rolls_at_once_is_paid_once(server: Postgres) -> None:
    drawing(MAN, MAN_NAME, total_fen=300_000)
    fund(1_000_000)
    rolls = [accepted("payment_roll", {"month": "2024-11"}) for _ in range(2)]
    for roll in rolls:
        review(roll)

    _, late = at_once(server, lambda: approve(rolls[0]), lambda: approve(rolls[1]))

    assert refusal_codes(late) == ["payment.nothing_due"]
    assert balance_of(Book.FUND, "1003", scheme="110") == 1_000_000 - 300_000


def test_matters_of_different_people_do_not_lock_each_other_out() -> None:
    """Each of two people is handled in a thread of its own, through all steps."""
    register_employer(MILL, "芜湖纺织有限公司", "340209")
    forms = [
        enrolment(credit_code=employer, ssn=ssn, name=name)
        for employer in (FACTORY, MILL)
        for ssn, name in ((MAN, MAN_NAME), (WOMAN, WOMAN_NAME))
    ]
    ready = Barrier(len(forms))

    def handle(form: dict[str, Any]) -> Any:
        try:
            ready.wait(20)
            return completed("person_enrolment", form)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(forms)) as threads:
        done = list(threads.map(handle, forms))

    assert [one.status for one in done] == [Status.COMPLETED] * 4
    assert len({one.number for one in done}) == 4
    assert Enrolment.objects.count() == 4


def test_a_month_received_while_a_record_is_read_does_not_stay_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """October comes in between two questions; the letter must not go without it."""
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-08", "2024-09")
    letter = asked_by_jiangsu()
    review(letter)
    declare(MAN, "2024-10")
    months_of = queries.paid_months

    def read_and_receive(ssn: str, *, province: str, scheme: str) -> list[tuple[int, int]]:
        found = months_of(ssn, province=province, scheme=scheme)
        with ThreadPoolExecutor(1) as hands:
            hands.submit(receive_and_leave).result(20)
        return found

    monkeypatch.setattr(queries, "paid_months", read_and_receive)

    assert refusal_codes(approve(letter)) == ["transfer.months_unreceived"]


def receive_and_leave() -> None:
    try:
        receive("2024-10")
    finally:
        connection.close()
