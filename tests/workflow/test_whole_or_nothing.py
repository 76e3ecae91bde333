"""A deed is written whole or not at all, whatever fails in the middle of it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DataError, IntegrityError, OperationalError
from matters import NOTHING, enrolment, plant, registration

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    TODAY,
    accepted,
    carried,
    clerk,
    entry,
    everything,
    hand_in,
    refusal_codes,
    told,
)
from tongchou.events.models import Event
from tongchou.ledger.books import Book
from tongchou.ledger.changes import EntryDraft, OutOfBook, Unbalanced
from tongchou.ledger.models import Entry
from tongchou.policy.engine.law import NotInForce
from tongchou.registry.models import Person
from tongchou.standards.messages import EmploymentEnded, PersonsEnrolled, SignalRaised
from tongchou.standards.time import month
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted, carrying, effects
from tongchou.workflow.item import Effects
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")

NOVEMBER = month(2024, 11)

SINGLE, SEVERAL = "employer_registration", "person_enrolment"


def enrolled(employer: str = FACTORY) -> PersonsEnrolled:
    return PersonsEnrolled(
        scheme="110", from_month="2024-10", ssns=[MAN], names=[MAN_NAME], credit_codes=[employer]
    )


def booked(*amounts: int, account: str = "1003", memo: str = "") -> EntryDraft:
    legs = [(account, "", amount) for amount in amounts]
    return entry(Book.FUND, TODAY, NOVEMBER, memo, *legs)


WRONG: dict[str, tuple[Effects | Exception, type[Exception]]] = {
    "the program fails": (RuntimeError("planted"), RuntimeError),
    "the database goes away": (OperationalError("planted"), OperationalError),
    "the second message names an unknown employer": (
        Effects(messages=(enrolled(), enrolled("91340104MA00000000"))), ValueError,
    ),
    "the second message contradicts the registry": (
        Effects(
            messages=(
                enrolled(),
                EmploymentEnded(
                    scheme="110", ssn=MAN, credit_code=FACTORY, until_month="2020-01", reason="221"
                ),
            )
        ),
        IntegrityError,
    ),
    "a message is none of the registry's": (
        Effects(
            messages=(
                enrolled(),
                SignalRaised(
                    scheme="110", code="x", ssn=MAN, month="2024-10", places=[], raised_on=TODAY
                ),
            )
        ),
        KeyError,
    ),
    "the second entry does not balance": (
        Effects(messages=(enrolled(),), entries=(booked(5, -5), booked(5, -4))), Unbalanced,
    ),
    "the second entry is of another book": (
        Effects(messages=(enrolled(),), entries=(booked(5, -5), booked(5, -5, account="8001"))),
        OutOfBook,
    ),
    "an entry has one leg": (
        Effects(messages=(enrolled(),), entries=(booked(5, -5), booked(0))), IntegrityError,
    ),
    "a memo is too long": (
        Effects(messages=(enrolled(),), entries=(booked(5, -5, memo="长" * 201),)), DataError,
    ),
    "the outcome is no JSON": (
        Effects(messages=(enrolled(),), outcome={"what": object()}), TypeError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_at_the_counter_nothing_is_left_when(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    deed, fault = WRONG[what]
    plant(monkeypatch, SINGLE, effects=deed)
    before = everything()

    with pytest.raises(fault):
        hand_in(SINGLE, {})

    assert everything() == before


@pytest.mark.parametrize("what", WRONG)
def test_at_the_approval_the_item_stays_reviewed_when(
    monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    deed, fault = WRONG[what]
    plant(monkeypatch, SEVERAL, effects=deed)
    item = accepted(SEVERAL, {})
    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    before = everything()

    with pytest.raises(fault):
        workflow.take(item.number, "approve", clerk=clerk("approver"), at=AT)

    assert everything() == before
    assert Item.objects.get().status == Status.REVIEWED


def failing(*_: Any, **__: Any) -> Any:
    raise RuntimeError("planted")


WRITERS = ("append", "post", "move", "note_decision", "check_deferred")


@pytest.mark.parametrize("writer", WRITERS)
def test_no_place_at_which_the_power_may_fail_leaves_half_a_deed(
    monkeypatch: pytest.MonkeyPatch, writer: str
) -> None:
    plant(monkeypatch, SEVERAL, effects=Effects(messages=(enrolled(),), entries=(booked(5, -5),)))
    item = accepted(SEVERAL, {})
    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    before = everything()
    at = effects if hasattr(effects, writer) else carrying
    monkeypatch.setattr(at, writer, failing)

    with pytest.raises(RuntimeError):
        workflow.take(item.number, "approve", clerk=clerk("approver"), at=AT)

    assert everything() == before


def test_after_a_failure_the_same_item_is_approved_as_if_nothing_had_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = accepted(SEVERAL, enrolment())
    workflow.take(item.number, "review", clerk=clerk("reviewer"), at=AT)
    with monkeypatch.context() as broken:
        broken.setattr(effects, "append", failing)
        with pytest.raises(RuntimeError):
            workflow.take(item.number, "approve", clerk=clerk("approver"), at=AT)

    done = workflow.take(item.number, "approve", clerk=clerk("approver"), at=AT)

    assert isinstance(done, Item)
    assert len(told(item)) == 1
    assert Person.objects.count() == 1


def test_after_a_failure_the_same_feed_is_taken_as_if_nothing_had_been(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(effects, "append", failing)
        with pytest.raises(RuntimeError):
            hand_in(SINGLE, registration())

    done = hand_in(SINGLE, registration())

    assert isinstance(done, Accepted)
    assert not done.repeated
    assert Item.objects.count() == 1


@pytest.mark.parametrize("fault", [IntegrityError("ours"), RuntimeError("ours")])
def test_a_fault_of_our_own_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    tries: list[int] = []

    def record(*_: Any) -> Effects:
        tries.append(1)
        raise fault

    plant(monkeypatch, SINGLE, record=record)

    with pytest.raises(type(fault)):
        hand_in(SINGLE, {})

    assert len(tries) == 1


def test_what_came_first_in_the_same_instant_is_decided_anew_and_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The planted deed contradicts the registry the first time only."""
    deeds = [
        WRONG["the second message contradicts the registry"][0],
        Effects(messages=(enrolled(),)),
    ]

    plant(monkeypatch, SINGLE, record=lambda *_: deeds.pop(0))

    done = hand_in(SINGLE, {})

    assert isinstance(done, Accepted)
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))
    assert (Item.objects.count(), kinds) == (1, ["persons_enrolled", "item_decided"])


def test_what_the_law_does_not_know_is_refused_and_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch, SINGLE, decides=NotInForce("average_wage", NOVEMBER, "34"))
    before = everything()

    refused = hand_in(SINGLE, {})

    assert refusal_codes(refused) == ["law.not_in_force"]
    assert everything() == before


@pytest.mark.parametrize("act", [lambda: hand_in(SINGLE, {}), lambda: hand_in(SEVERAL, {})])
def test_a_fault_of_the_decision_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]
) -> None:
    for code in (SINGLE, SEVERAL):
        plant(monkeypatch, code, decides=RuntimeError("planted"))
    before = everything()

    with pytest.raises(RuntimeError):
        act()

    assert everything() == before


def test_a_whole_deed_is_written_in_registry_ledger_and_log(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    deed = Effects(
        messages=(enrolled(),), entries=(booked(5, -5), booked(7, -7)), outcome={"sum": 12}
    )
    plant(monkeypatch, SEVERAL, effects=deed)

    item = carried(accepted(SEVERAL, {}))

    assert isinstance(item, Item)
    assert (item.status, item.outcome) == (Status.COMPLETED, {"sum": 12})
    assert [message.kind for message in told(item)] == [
        "persons_enrolled", "entry_posted", "entry_posted",
    ]  # fmt: skip
    # the third step's first and second entry
    assert [one.number for one in Entry.objects.order_by("number")] == [
        f"{item.number}-3-1", f"{item.number}-3-2",
    ]  # fmt: skip
    assert Person.objects.get().ssn == MAN


def test_a_deed_of_nothing_completes_its_item(monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, SEVERAL, effects=NOTHING)

    item = carried(accepted(SEVERAL, {}))

    assert isinstance(item, Item)
    assert (item.status, item.outcome, told(item)) == (Status.COMPLETED, {}, [])
