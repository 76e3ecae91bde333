"""The contribution of a month, as others ask it."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.contribution.contribution import KINDS
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """A wage of a month in a province, or the base that a flexible worker chose."""

    province: AskedProvince
    month: AskedMonth
    wage: Annotated[YuanFen, Field(ge=0)]
    kind: Literal["employee", "flexible"] = "employee"
    city: str | None = None


@rule("contribution", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what the wage obliges to pay; a flexible worker has no employer."""
    city = city_code(facts.province, facts.city)
    if isinstance(city, Refusal):
        return (city,)
    due = KINDS[facts.kind](law, facts.province, facts.month, facts.wage, sheet, city=city)
    return {
        "base": (due.base_fen, "fen"),
        "employer": (due.employer_fen, "fen"),
        "employee": (due.employee_fen, "fen"),
        "pooled": (due.pooled_fen, "fen"),
        "account": (due.account_fen, "fen"),
    }


RULE = Asked(find, EMPLOYEES, Text("缴费", "contribution"), Facts)
