"""Matters that the workflow's tests handle, and items planted to go wrong on purpose."""

from datetime import datetime
from typing import Any

import pytest
from pydantic import BaseModel

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    TODAY,
    apply,
    clerk,
    credit_code_of,
    enrol,
    pension,
    refusal_codes,
)
from tongchou.policy.engine.law import Law
from tongchou.standards.messages import TransferRequested
from tongchou.standards.refusal import Refusals
from tongchou.workflow import catalogue
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Accepted
from tongchou.workflow.item import Act, BusinessItem, Decision, Effects
from tongchou.workflow.models import Item

NOTHING = Effects()
LETTER = "32-20241104-000009"
UNKNOWN_SHOP = credit_code_of("91340104MA2N00001")


def enrolment(**other: Any) -> dict[str, Any]:
    """Return a form that enrols the man with the factory: three steps."""
    form = {"ssn": MAN, "name": MAN_NAME, "credit_code": FACTORY, "from_month": "2024-10"}
    return form | other


def registration(**other: Any) -> dict[str, Any]:
    """Return a form that registers a shop: a single step."""
    form = {"credit_code": UNKNOWN_SHOP, "name": "蜀山小店", "division_code": "340104"}
    return form | other


def feed(*credit_codes: str, name: str = "一家单位") -> dict[str, Any]:
    """Return the market regulator's feed of employers."""
    rows = [{"credit_code": one, "name": name, "division_code": "340104"} for one in credit_codes]
    return {"employers": rows}


def asked_by_jiangsu(ssn: str = MAN, name: str = MAN_NAME) -> Item:
    """Take in 江苏's contact letter about a person, as it arrives through the ministry."""
    form = {"letter": LETTER, "ssn": ssn, "name": name, "destination": "32"}
    apply(
        TransferRequested(
            scheme="110",
            letter=LETTER,
            ssn=ssn,
            name=name,
            origin="34",
            destination="32",
            requested_on=TODAY,
        )
    )
    done = workflow.accept("transfer_out", form, province="34", at=AT, source="peer")
    assert isinstance(done, Accepted), refusal_codes(done)
    return done.item


class Anything(BaseModel, frozen=True, extra="forbid"):
    """A form that asks for one word."""

    word: str = "x"


def plant(
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    *,
    effects: Effects | Exception = NOTHING,
    decides: Decision[None] | Refusals | Exception | None = None,
    **more: Any,
) -> None:
    """Put an item of our own in a known one's place: what it decides, and its effects."""

    def gather(form: Anything, _act: Act) -> Anything:
        return form

    def decide(_facts: Anything, _law: Law) -> Decision[None] | Refusals:
        if isinstance(decides, Exception):
            raise decides
        return Decision(None) if decides is None else decides

    def record(_facts: Anything, _found: None, _act: Act) -> Effects:
        if isinstance(effects, Exception):
            raise effects
        return effects

    members = {"form": Anything, "facts": Anything, "gather": gather, "decide": decide}
    planted = BusinessItem(code=code, **({**members, "record": record} | more))
    monkeypatch.setitem(catalogue._CATALOGUE, code, planted)


def review(item: Item, at: datetime = AT) -> Any:
    return workflow.take(item.number, "review", clerk=clerk("reviewer"), at=at)


def approve(item: Item, at: datetime = AT) -> Any:
    return workflow.take(item.number, "approve", clerk=clerk("approver"), at=at)


def kept(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def drawing(ssn: str, name: str, *, total_fen: int, from_month: str = "2024-11") -> None:
    """Enrol a person and let them draw a pension."""
    enrol(ssn, name)
    apply(pension(ssn, total_fen=total_fen, from_month=from_month))
