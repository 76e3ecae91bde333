"""The benefit province, as others ask it."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tongchou.policy.benefit_province import Stay, benefit_province, drawn_refusals
from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedProvince
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month_on

Months = Annotated[int, Field(ge=0, le=1200)]
COLUMNS = ("province", "months", "temporary")


class AskedStay(BaseModel):
    """Months in a province; whether in a temporary account."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    province: AskedProvince
    months: Months
    temporary: bool = False


def _stay(value: Any) -> Any:
    """Return a stay written as a list under the names of its columns."""
    if isinstance(value, list | tuple) and len(value) <= len(COLUMNS):
        return dict(zip(COLUMNS, value, strict=False))
    return value


AskedStays = list[Annotated[AskedStay, BeforeValidator(_stay)]]


class Facts(AskedFacts):
    """Where a person is registered, where the relation is, and where months were earned.

    Without `current` the relation is where the last ordinary account is.
    """

    hukou: AskedProvince
    history: AskedStays = Field(max_length=200)
    current: AskedProvince | None = None
    deemed: AskedStays = Field(default_factory=list, max_length=200)
    drawing: AskedProvince | None = None


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return the province that pays, and by which rule."""
    if facts.drawing is not None:
        return drawn_refusals(facts.drawing)
    ordinary = [stay.province for stay in facts.history if not stay.temporary]
    province, rule = benefit_province(
        law,
        facts.hukou,
        facts.current or (ordinary or [facts.hukou])[-1],
        [Stay(stay.province, stay.months, stay.temporary) for stay in facts.history],
        [(stay.province, stay.months) for stay in facts.deemed],
        month_on(law.known_on),
        sheet,
    )
    return {"province": province, "rule": (rule, "none")}


RULE = Rule("benefit-province", Text("待遇领取地", "benefit province"), Facts, find)
