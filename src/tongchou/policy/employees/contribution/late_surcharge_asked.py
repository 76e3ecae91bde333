"""The late surcharge, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.contribution.late_surcharge import (
    BASIS,
    DAYS_LEFT_OFF,
    late_surcharge,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedDate, AskedFacts, AskedProvince, YuanFen
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """An amount in arrears, from its first day in arrears until the day it is paid.

    `given.day_convention` says whether the day of payment counts: inclusive, which is
    what holds unless it is said, or exclusive.
    """

    due: Annotated[YuanFen, Field(ge=0)]
    from_day: AskedDate = Field(alias="from")
    until_day: AskedDate = Field(alias="until")
    province: AskedProvince = NATIONAL


@rule("late-surcharge", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the surcharge, and the days for which it runs."""
    refused = _refusals(facts)
    if refused:
        return refused
    found = late_surcharge(
        law,
        facts.due,
        facts.from_day.toordinal(),
        facts.until_day.toordinal(),
        sheet,
        province=facts.province,
    )
    return {"surcharge": (found.surcharge_fen, "fen"), "days": (found.days, "days")}


def _refusals(facts: Facts) -> Refusals:
    word = facts.given.get("day_convention", "inclusive")
    refused = []
    if facts.until_day < facts.from_day:
        refused.append(
            Refusal(
                code="surcharge.paid_before",
                text=Text(
                    f"缴纳日{facts.until_day}早于欠费起算日{facts.from_day}",
                    f"Paid on {facts.until_day}, before the arrears began on {facts.from_day}",
                ),
                basis=BASIS,
                field="until",
                remedy=Text("未逾期的不收滞纳金", "What is paid in time bears no surcharge"),
            )
        )
    if word not in DAYS_LEFT_OFF:
        known = "、".join(DAYS_LEFT_OFF)
        refused.append(
            Refusal(
                code="surcharge.day_convention",
                text=Text(f"没有“{word}”这种计日办法", f"Days are not counted '{word}'"),
                basis=BASIS,
                field="given.day_convention",
                remedy=Text(f"可用:{known}", f"These are known: {known}"),
            )
        )
    return tuple(refused)


RULE = Asked(find, EMPLOYEES, Text("滞纳金", "late surcharge"), Facts)
