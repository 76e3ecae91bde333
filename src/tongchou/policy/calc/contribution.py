"""The contribution of a month, as others ask it."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.contribution import KINDS
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.fields import DivisionCode
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """A wage of a month in a province, or the base that a flexible worker chose."""

    province: AskedProvince
    month: AskedMonth
    wage: Annotated[YuanFen, Field(ge=0)]
    kind: Literal["employee", "flexible"] = "employee"
    city: DivisionCode | None = None


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return what the wage obliges to pay; a flexible worker has no employer."""
    due = KINDS[facts.kind](law, facts.province, facts.month, facts.wage, sheet, city=facts.city)
    return {
        "base": (due.base_fen, "fen"),
        "employer": (due.employer_fen, "fen"),
        "employee": (due.employee_fen, "fen"),
        "pooled": (due.pooled_fen, "fen"),
        "account": (due.account_fen, "fen"),
    }


RULE = Rule("contribution", Text("缴费", "contribution"), Facts, find)
