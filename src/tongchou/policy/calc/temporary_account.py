"""Whether a temporary account is opened, as others ask it."""

from typing import Literal

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedDate, AskedFacts, AskedProvince
from tongchou.policy.law import Law
from tongchou.policy.temporary_account import full_months, opens_temporary
from tongchou.policy.worksheet import Sheet
from tongchou.standards.text import Text
from tongchou.standards.time import month_on


class Facts(AskedFacts):
    """A person who opens an account in a province, and what exempts from the age."""

    hukou: AskedProvince
    province: AskedProvince
    birth: AskedDate
    sex: Literal["man", "woman"]
    opened_on: AskedDate
    insured_here_before: bool = False
    approved: bool = False


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return whether the account is a temporary one."""
    is_temporary = opens_temporary(
        law,
        month_on(facts.opened_on),
        is_man=facts.sex == "man",
        age_months=full_months(facts.birth, facts.opened_on),
        is_home=facts.hukou == facts.province,
        was_insured_here=facts.insured_here_before,
        is_approved=facts.approved,
        sheet=sheet,
    )
    return {"temporary": bool(is_temporary)}


RULE = Rule("temporary-account", Text("临时账户", "temporary account"), Facts, find)
