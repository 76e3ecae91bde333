"""Whether a temporary account is opened, as others ask it."""

from datetime import date

from tongchou.policy.employees.pension.pension_facts import Sex
from tongchou.policy.employees.transfer.temporary_account import (
    BASIS,
    full_months,
    on_leaving,
    opens_temporary,
)
from tongchou.policy.engine.answer import Asked, Result, Value
from tongchou.policy.engine.fields import AskedDate, AskedFacts, AskedMonth, AskedProvince
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_on, month_text


class Facts(AskedFacts):
    """A person who opens an account in a province, and what exempts from the age."""

    hukou: AskedProvince
    province: AskedProvince
    birth: AskedDate
    sex: Sex
    opened_on: AskedDate
    insured_here_before: bool = False
    approved: bool = False
    left_in: AskedMonth | None = None


@rule("temporary-account", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return whether the account is a temporary one, and what becomes of it when it is left."""
    refused = _refusals(facts)
    if refused:
        return refused
    is_temporary = opens_temporary(
        law,
        month_on(facts.opened_on),
        is_man=facts.sex == "m",
        age_months=full_months(facts.birth, facts.opened_on),
        is_home=facts.hukou == facts.province,
        was_insured_here=facts.insured_here_before,
        is_approved=facts.approved,
        sheet=sheet,
    )
    found: dict[str, Value] = {"temporary": bool(is_temporary)}
    if facts.left_in is not None:
        found["on_leaving"] = on_leaving(law, facts.left_in) if is_temporary else None
    return found


def _refusals(facts: Facts) -> Refusals:
    refused: Refusals = ()
    if facts.birth > facts.opened_on:
        refused += (_not_born(facts),)
    if facts.left_in is not None and facts.left_in < month_on(facts.opened_on):
        refused += (_left_early(facts.left_in, facts.opened_on),)
    return refused


def _left_early(left_in: Month, opened_on: date) -> Refusal:
    return Refusal(
        code="temporary_account.left_early",
        text=Text(
            f"离开年月{month_text(left_in)}早于开户日{opened_on}",
            f"It is left in {month_text(left_in)}, before the opening on {opened_on}",
        ),
        field="left_in",
        basis=BASIS,
        remedy=Text("请核对离开年月和开户日", "Compare the leaving and the opening"),
    )


def _not_born(facts: Facts) -> Refusal:
    return Refusal(
        code="temporary_account.not_born",
        text=Text(
            f"出生日期{facts.birth}晚于开户日{facts.opened_on}",
            f"The birth on {facts.birth} is after the opening on {facts.opened_on}",
        ),
        field="birth",
        basis=BASIS,
        remedy=Text("请核对出生日期和开户日", "Compare the birth and the opening"),
    )


RULE = Asked(find, EMPLOYEES, Text("临时账户", "temporary account"), Facts)
