"""Every kind of procedure, played through with an item planted in its place."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from matters import NOTHING, plant
from pydantic import BaseModel

from counter import AT, MAN, TODAY, accepted, clerk, refusal_codes, told
from tongchou.agency.models import Agency, Clerk
from tongchou.standards import codes
from tongchou.standards.fields import SocialSecurityNumber
from tongchou.standards.messages import EmployersRegistered
from tongchou.workflow import changes as workflow
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.item import Effects
from tongchou.workflow.models import Item, Status
from tongchou.workflow.papers import papers_of
from tongchou.workflow.queries import inbox
from tongchou.workflow.steps import procedure_of

CODE = "prior_record"
NEXT_WEEK = AT + timedelta(days=7)

Move = Callable[[str], None]
pytestmark = pytest.mark.usefixtures("province")


class About(BaseModel, frozen=True, extra="forbid"):
    """A form about a person whom nobody registered."""

    ssn: SocialSecurityNumber = MAN


@pytest.fixture
def move(monkeypatch: pytest.MonkeyPatch) -> Iterator[Move]:
    """Return how to let the planted item move by a procedure of the table."""
    table = codes.table

    def by(procedure: str, **facts: Any) -> None:
        item = table("items")[CODE]
        moved = replace(
            item,
            facts=MappingProxyType({**item.facts, "procedure": procedure, "papers": (), **facts}),
        )
        items = MappingProxyType({**table("items"), CODE: moved})
        monkeypatch.setattr(codes, "table", lambda name: items if name == "items" else table(name))
        procedure_of.cache_clear()
        papers_of.cache_clear()

    plant(monkeypatch, CODE, form=About, effects=something(), conclude=lambda *_: NOTHING)
    yield by
    monkeypatch.undo()
    procedure_of.cache_clear()
    papers_of.cache_clear()


def something() -> Effects:
    registered = EmployersRegistered(
        scheme="110",
        registered_on=TODAY,
        credit_codes=["91340104B8PHNT1R2T"],
        names=["皖江机械"],
        division_codes=["340104"],
    )
    return Effects(messages=(registered,))


def take(item: Item, verb: str, login: str, *, at: datetime = AT, note: str = "") -> list[str]:
    return refusal_codes(workflow.take(item.number, verb, clerk=clerk(login), at=at, note=note))


def status(item: Item) -> str:
    return Item.objects.get(pk=item.pk).status


def of_city(login: str, *duties: str) -> Clerk:
    return Clerk.objects.create(
        login=login, name=login, person_code=login, duties=list(duties),
        agency=Agency.objects.get(code="340100"),
    )  # fmt: skip


def test_accepted_and_approved_needs_two_people(move: Move) -> None:
    move("accept_approve")
    item = accepted(CODE, {})

    assert take(item, "review", "reviewer") == ["workflow.no_such_step"]
    assert take(item, "approve", "approver") == []

    assert status(item) == Status.COMPLETED
    assert len(told(item)) == 1


def test_the_level_above_authorises_what_a_city_approved(move: Move) -> None:
    move("authorised_above")
    for login, duty in (("city-a", "accept"), ("city-r", "review"), ("city-p", "approve")):
        of_city(login, duty)
    of_city("city-q", "approve")
    item = accepted(CODE, {}, by="city-a")
    take(item, "review", "city-r")
    assert take(item, "approve", "city-p") == []
    assert (status(item), told(item)) == (Status.APPROVED, [])

    assert take(item, "authorise", "city-q") == ["workflow.level_below"]
    assert [one.number for one in inbox(clerk("city-q"))] == []
    assert [one.number for one in inbox(clerk("approver"))] == [item.number]
    assert take(item, "authorise", "approver") == []

    assert status(item) == Status.COMPLETED
    assert len(told(item)) == 1


def test_a_public_notice_runs_its_days_before_anything_follows(move: Move) -> None:
    move("publicly_noticed")
    item = accepted(CODE, {})
    take(item, "review", "reviewer")
    noticed = Item.objects.get(pk=item.pk)
    assert (noticed.status, noticed.waits_for) == (Status.NOTICED, "notice")
    assert noticed.waits_until == TODAY + timedelta(days=7)

    assert take(item, "approve", "approver", at=NEXT_WEEK - timedelta(days=1)) == [
        "workflow.notice_running"
    ]
    assert take(item, "approve", "approver", at=NEXT_WEEK) == []

    assert status(item) == Status.COMPLETED


def test_an_objection_may_end_a_notice_before_its_time(move: Move) -> None:
    move("publicly_noticed")
    item = accepted(CODE, {})
    take(item, "review", "reviewer")

    assert take(item, "refuse", "approver", note="公示期间有异议") == []

    assert (status(item), told(item)) == (Status.REFUSED, [])


def test_what_a_bank_pays_waits_for_its_answer(move: Move) -> None:
    move("paid_by_bank")
    item = accepted(CODE, {})
    take(item, "review", "reviewer")
    take(item, "approve", "approver")
    waiting = Item.objects.get(pk=item.pk)
    assert (waiting.status, waiting.waits_for) == (Status.WAITING, "bank")

    workflow.conclude(item.number, something().messages[0], at=AT)  # type: ignore[index]

    assert status(item) == Status.COMPLETED


def test_a_step_may_have_a_limit_of_its_own(move: Move, monkeypatch: pytest.MonkeyPatch) -> None:
    move("accept_review_approve")
    item = accepted(CODE, {})
    transitions = [
        replace(one, weekdays=3) if one.verb == "review" else one
        for one in procedure_of(CODE).transitions
    ]
    limited = replace(procedure_of(CODE), transitions=tuple(transitions))
    monkeypatch.setattr("tongchou.workflow.changes.opened.procedure_of", lambda _: limited)

    take(item, "review", "reviewer", at=datetime(2024, 11, 5, 2, tzinfo=UTC))

    assert Item.objects.get(pk=item.pk).due_on == datetime(2024, 11, 8, tzinfo=UTC).date()


def test_a_step_may_belong_to_another_line_than_its_item(move: Move) -> None:
    move("accept_review_approve", line="benefit")
    of_pensions = Clerk.objects.create(
        login="pensions", name="pensions", person_code="pensions", duties=["review/benefit"],
        agency=Agency.objects.get(code="340000"),
    )  # fmt: skip
    of_enrolment = Clerk.objects.create(
        login="enrolment", name="enrolment", person_code="enrolment", duties=["review/enrolment"],
        agency=Agency.objects.get(code="340000"),
    )  # fmt: skip
    item = accepted(CODE, {})

    assert hindrance_to(item, "review", of_pensions) is None
    refused = hindrance_to(item, "review", of_enrolment)
    assert refused is not None
    assert refused.code == "workflow.no_duty"
    assert [one.number for one in inbox(of_pensions)] == [item.number]
    assert list(inbox(of_enrolment)) == []


def test_one_person_under_two_logins_is_one_hand(move: Move) -> None:
    move("accept_review_approve")
    Clerk.objects.create(
        login="second-login", name="王受理", person_code=clerk("clerk").person_code,
        duties=["review", "approve"], agency=Agency.objects.get(code="340000"),
    )  # fmt: skip
    item = accepted(CODE, {})

    assert take(item, "review", "second-login") == ["workflow.same_person"]
    assert list(inbox(clerk("second-login"))) == []
