"""Items that wait for another province, and go on with its answer."""

from datetime import timedelta
from typing import Any

import pytest
from matters import plant
from pydantic import BaseModel

from counter import (
    AT,
    MAN,
    TODAY,
    accepted,
    carried,
    clerk,
    everything,
    refusal_codes,
    told,
)
from tongchou.standards.messages import SignalRaised, TransferRequested
from tongchou.workflow import changes as workflow
from tongchou.workflow.item import Effects
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("province")

LATER = AT + timedelta(days=9)
CODE = "transfer_in"
ANSWER = SignalRaised(
    scheme="110", code="an answer", ssn=MAN, month="2024-10", places=[], raised_on=TODAY
)


def asked(letter: str = "34-1") -> TransferRequested:
    return TransferRequested(
        scheme="110",
        letter=letter,
        ssn=MAN,
        name="陈建国",
        origin="32",
        destination="34",
        requested_on=TODAY,
    )


@pytest.fixture
def item(monkeypatch: pytest.MonkeyPatch) -> Item:
    """Let an item ask another province, and wait; the answer's code becomes its outcome."""

    def conclude(form: BaseModel, message: Any, act: Any) -> Effects:
        del form, act
        if message.code == "a fault":
            raise RuntimeError("planted")
        is_refusal = message.code == "no"
        outcome = {"said": message.code}
        return Effects(messages=(asked("34-2"),), outcome=outcome, is_refusal=is_refusal)

    waits = Effects(messages=(asked(),), outcome={"asked": True})
    plant(monkeypatch, CODE, effects=waits, conclude=conclude)
    done = carried(accepted(CODE, {}))
    assert isinstance(done, Item)
    return done


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_an_item_that_asks_is_not_complete(item: Item) -> None:
    assert (kept(item).status, kept(item).completed_at) == (Status.WAITING, None)
    assert len(told(item)) == 1


def test_the_answer_carries_it_to_its_end(item: Item) -> None:
    workflow.conclude(item.number, ANSWER, at=LATER)

    assert (kept(item).status, kept(item).completed_at) == (Status.COMPLETED, LATER)
    assert kept(item).outcome == {"asked": True, "said": "an answer"}
    assert len(told(item)) == 2


def test_an_answer_has_no_clerk(item: Item) -> None:
    workflow.conclude(item.number, ANSWER, at=LATER)

    last = item.steps.order_by("-id").first()
    assert last is not None
    assert (last.verb, last.login, last.name, last.at) == ("conclude", "", "", LATER)


def test_an_answer_may_be_no(item: Item) -> None:
    workflow.conclude(item.number, ANSWER.model_copy(update={"code": "no"}), at=LATER)

    assert (kept(item).status, kept(item).completed_at) == (Status.REFUSED, LATER)


def test_the_same_answer_again_changes_nothing(item: Item) -> None:
    workflow.conclude(item.number, ANSWER, at=LATER)
    before = everything()

    workflow.conclude(item.number, ANSWER, at=LATER + timedelta(days=1))

    assert everything() == before


def test_an_answer_that_cannot_be_written_leaves_the_item_waiting(item: Item) -> None:
    before = everything()

    with pytest.raises(RuntimeError):
        workflow.conclude(item.number, ANSWER.model_copy(update={"code": "a fault"}), at=LATER)

    assert everything() == before


def test_an_answer_to_a_letter_nobody_wrote_is_a_fault(item: Item) -> None:
    del item

    with pytest.raises(Item.DoesNotExist):
        workflow.conclude("34-19000101-000001", ANSWER, at=LATER)


@pytest.mark.parametrize(
    ("verb", "login"), [("return", "reviewer"), ("refuse", "approver"), ("withdraw", "clerk")]
)
def test_what_waits_is_not_stopped_here(item: Item, verb: str, login: str) -> None:
    done = workflow.take(item.number, verb, clerk=clerk(login), at=LATER, note="不等了")

    assert refusal_codes(done) == ["workflow.wrong_status"]


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.RETURNED, Status.WITHDRAWN])
def test_an_answer_finds_only_what_waits(item: Item, status: Status) -> None:
    Item.objects.update(status=status)
    before = everything()

    workflow.conclude(item.number, ANSWER, at=LATER)

    assert everything() == before
