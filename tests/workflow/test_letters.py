"""Letters of other provinces: always taken in, never given back, answered by a person."""

from datetime import timedelta
from typing import Any

import pytest
from matters import LETTER, asked_by_jiangsu

from counter import (
    AT,
    MAN,
    MAN_NAME,
    carried,
    clerk,
    contribute,
    enrol,
    everything,
    refusal_codes,
    told,
)
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import effects
from tongchou.workflow.models import Item, Status

pytestmark = pytest.mark.usefixtures("factory")

LATER = AT + timedelta(days=1)


def stop(item: Item, verb: str, login: str = "reviewer", note: str = "请补材料") -> Any:
    return workflow.take(item.number, verb, clerk=clerk(login), at=LATER, note=note)


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_a_letter_is_taken_in_with_what_speaks_against_it() -> None:
    item = asked_by_jiangsu()

    assert (item.status, item.source) == (Status.ACCEPTED, "peer")
    assert [refusal["code"] for refusal in kept(item).refusals] == ["person.not_registered"]
    assert kept(item).worksheet == []


def test_a_letter_that_nothing_speaks_against_has_its_worksheet() -> None:
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-09", "2024-10")

    item = asked_by_jiangsu()

    assert kept(item).refusals == []
    assert kept(item).worksheet != []


def test_what_speaks_against_a_letter_stops_each_step() -> None:
    item = asked_by_jiangsu()

    done = workflow.take(item.number, "review", clerk=clerk("reviewer"), at=LATER)

    assert refusal_codes(done) == ["person.not_registered"]
    assert (kept(item).status, item.steps.count()) == (Status.ACCEPTED, 1)


def test_a_letter_goes_on_once_nothing_speaks_against_it_any_more() -> None:
    item = asked_by_jiangsu()
    enrol(MAN, MAN_NAME)
    contribute(MAN, "2024-09", "2024-10")

    done = carried(item, at=LATER)

    assert isinstance(done, Item)
    assert kept(item).refusals == []


@pytest.mark.parametrize(
    ("verb", "login"), [("return", "reviewer"), ("return", "approver"), ("withdraw", "clerk")]
)
def test_a_letter_is_answered_and_neither_given_back_nor_taken_away(verb: str, login: str) -> None:
    item = asked_by_jiangsu()
    before = everything()

    assert refusal_codes(stop(item, verb, login)) == ["workflow.must_be_answered"]
    assert everything() == before


def test_a_refused_letter_is_refused_and_says_why() -> None:
    item = asked_by_jiangsu()

    done = stop(item, "refuse", "reviewer", "查无此人")

    assert (done.status, done.completed_at, done.refusals) == (Status.REFUSED, LATER, [])
    [answer] = told(item)
    assert (answer.kind, answer.refused, answer.reason) == ("transfer_answered", True, "查无此人")
    assert (answer.letter, answer.origin, answer.destination) == (LETTER, "34", "32")


@pytest.mark.parametrize("length", [200, 201, 500, 501])
def test_a_reason_is_told_as_far_as_a_note_goes(length: int) -> None:
    item = asked_by_jiangsu()

    stop(item, "refuse", "reviewer", "因" * length)

    [answer] = told(item)
    assert answer.reason == "因" * min(length, 500) == item.steps.get(verb="refuse").note


def test_a_refusal_that_cannot_be_told_leaves_the_letter_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    item = asked_by_jiangsu()
    before = everything()

    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(effects, "append", fail)
    with pytest.raises(RuntimeError):
        stop(item, "refuse")

    assert everything() == before
