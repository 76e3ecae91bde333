"""The contribution of a month, as others ask it."""

from typing import Literal

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.contribution import contribution
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """A wage of a month in a province."""

    province: AskedProvince
    month: AskedMonth
    wage: YuanFen
    kind: Literal["employee"] = "employee"


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return what the wage obliges both sides to pay."""
    due = contribution(law, facts.province, facts.month, facts.wage, sheet)
    return {
        "base": (due.base_fen, "fen"),
        "employer": (due.employer_fen, "fen"),
        "employee": (due.employee_fen, "fen"),
        "pooled": (due.pooled_fen, "fen"),
        "account": (due.account_fen, "fen"),
    }


RULE = Rule("contribution", Text("缴费", "contribution"), Facts, find)
