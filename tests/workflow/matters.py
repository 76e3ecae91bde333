"""Matters that the workflow's tests handle, and items planted to go wrong on purpose."""

from types import SimpleNamespace
from typing import Any

import pytest
from pydantic import BaseModel

from counter import FACTORY, MAN, MAN_NAME, credit_code_of
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, Worksheet
from tongchou.standards.refusal import Refusals
from tongchou.workflow import definition
from tongchou.workflow.definition import Act, Deed

NOTHING = Deed()
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


class Anything(BaseModel, frozen=True, extra="forbid"):
    """A form that asks for one word."""

    word: str = "x"


def plant(
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    *,
    deed: Deed | Exception = NOTHING,
    decides: Worksheet | Refusals | Exception | None = None,
    **more: Any,
) -> None:
    """Put an item of our own in a known one's place: what it decides, and the deed it records."""

    def gather(form: Anything, _act: Act) -> Anything:
        return form

    def decide(_facts: Anything, _law: Law) -> Any:
        if isinstance(decides, Exception):
            raise decides
        return Sheet().worksheet() if decides is None else decides

    def record(_facts: Anything, _worksheet: Worksheet, _act: Act) -> Deed:
        if isinstance(deed, Exception):
            raise deed
        return deed

    members = {"Form": Anything, "gather": gather, "decide": decide, "record": record} | more
    planted = SimpleNamespace(code=code, **members)
    monkeypatch.setitem(definition._CATALOGUE, code, planted)
