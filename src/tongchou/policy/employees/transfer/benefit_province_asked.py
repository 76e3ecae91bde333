"""The benefit province, as others ask it."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from tongchou.policy.employees.transfer.benefit_province import (
    BASIS,
    Stay,
    benefit_province,
    drawn_refusals,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedProvince
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rows import AskedRow
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_on

Months = Annotated[WholeNumber, Field(ge=0, le=1200)]


class AskedStay(AskedRow):
    """Months in a province; whether in a temporary account."""

    province: AskedProvince
    months: Months
    temporary: bool = False


def _pairs(value: Any) -> Any:
    """Return a list of pairs, and one pair alone as such a list."""
    if isinstance(value, list) and value and not isinstance(value[0], list | dict):
        return [value]
    return value


def _place(value: Any) -> Any:
    if str(value).lower() in {"true", "false"}:
        raise ValueError(
            "请填写领取地省份,未领取的不填 | Write the province that pays, or leave it out"
        )
    return value


class Facts(AskedFacts):
    """Where a person is registered, where the relation is, and where months were earned.

    Without `current` the relation is where the last ordinary account is.
    """

    hukou: AskedProvince
    history: list[AskedStay] = Field(max_length=200)
    current: AskedProvince | None = None
    deemed: Annotated[list[AskedStay], BeforeValidator(_pairs), Field(max_length=200)] = []
    drawing: Annotated[AskedProvince, BeforeValidator(_place)] | None = None


@rule("benefit-province", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the province that pays, and by which rule."""
    if facts.drawing is not None:
        return drawn_refusals(facts.drawing)
    ordinary = [stay.province for stay in facts.history if not stay.temporary]
    current = facts.current or (ordinary[-1] if ordinary else None)
    if current is None:
        return (_no_relation(),)
    province, rule = benefit_province(
        law,
        facts.hukou,
        current,
        [Stay(stay.province, stay.months, stay.temporary) for stay in facts.history],
        [(stay.province, stay.months) for stay in facts.deemed],
        month_on(law.known_on),
        sheet,
    )
    return {"province": province, "rule": (rule, "none")}


def _no_relation() -> Refusal:
    return Refusal(
        code="transfer.no_relation",
        text=Text(
            "没有普通账户的参保经历,也未填写关系所在地",
            "There is no stay with an ordinary account, and where the relation is is not given",
        ),
        field="current",
        basis=BASIS,
        remedy=Text("请填写养老保险关系所在省份", "Write the province where the relation is"),
    )


RULE = Asked(find, EMPLOYEES, Text("待遇领取地", "benefit province"), Facts)
