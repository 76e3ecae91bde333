"""The urban-rural link, as others ask it."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.transfer.urban_rural_link import (
    link_refusals,
    link_to_employees,
    link_to_residents,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text

Amount = Annotated[YuanFen, Field(ge=0)]
Months = Annotated[WholeNumber, Field(ge=0, le=1200)]


class Facts(AskedFacts):
    """Two records of one person, where the link leads, and when it is asked for."""

    to: Literal["employees", "residents"]
    asked_in: AskedMonth
    retires_in: AskedMonth
    employee_months: Months
    residents_months: Months = 0
    employee_account: Amount = 0
    residents_account: Amount = 0
    drawing: bool = False
    collected: bool = True


@rule("urban-rural-link", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the record after the link, or why none is made."""
    refused = link_refusals(
        law,
        to_employees=facts.to == "employees",
        retires_in=facts.retires_in,
        asked_in=facts.asked_in,
        employee_months=facts.employee_months,
        draws_pension=facts.drawing,
        is_collected=facts.collected,
    )
    if refused:
        return refused
    employee = (facts.employee_account, facts.employee_months)
    linked = (
        link_to_employees(*employee, facts.residents_account, sheet)
        if facts.to == "employees"
        else link_to_residents(facts.residents_account, facts.residents_months, *employee, sheet)
    )
    return {"account": (linked.account_fen, "fen"), "months": (linked.months, "months")}


RULE = Asked(find, EMPLOYEES, Text("城乡衔接", "urban-rural link"), Facts)
