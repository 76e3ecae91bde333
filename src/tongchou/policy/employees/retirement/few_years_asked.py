"""Too few years at the age, as others ask it: what is missing, and what is open."""

from tongchou.policy.employees.retirement.few_years import (
    BASIS,
    missing_months,
    missing_years,
    ways_open,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedMonths
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import month_text


class Facts(AskedFacts):
    """A person who reached the statutory month: what was contributed by the month asked about."""

    reached_in: AskedMonth
    asked_in: AskedMonth
    insured_from: AskedMonth
    contribution_months: AskedMonths


@rule("few-years", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the months needed and missing, and each way with whether it is open and its words."""
    refused = _refusals(facts)
    if refused:
        return refused
    needed = sheet.figure(law.figure("minimum_contribution_months", facts.reached_in))
    missing = missing_months(facts.contribution_months, needed, sheet)
    found = {
        "minimum_months": (needed, "months"),
        "missing_months": (missing, "months"),
        "missing_years": (missing_years(missing, sheet), "years"),
    }
    if not missing:
        return {**found, "ways": {}, "told": []}
    ways = ways_open(
        law,
        months=facts.contribution_months,
        insured_from=facts.insured_from,
        reached_in=facts.reached_in,
        asked_in=facts.asked_in,
    )
    return {
        **found,
        "ways": {way.code: way.state for way in ways},
        "told": [{"way": way.code, **way.text.as_json(), "basis": way.basis} for way in ways],
    }


def _refusals(facts: Facts) -> Refusals:
    reached, asked = month_text(facts.reached_in), month_text(facts.asked_in)
    refused: Refusals = ()
    if facts.asked_in < facts.reached_in:
        refused += (
            Refusal(
                code="few_years.asked_early",
                text=Text(
                    f"询问年月{asked}早于达到退休年龄的{reached}",
                    f"It is asked in {asked}, and the age is reached only in {reached}",
                ),
                field="asked_in",
                basis=BASIS,
                remedy=Text("达到年龄后再选择办法", "Choose a way once the age is reached"),
            ),
        )
    if facts.insured_from > facts.reached_in:
        refused += (
            Refusal(
                code="few_years.insured_late",
                text=Text(
                    f"参保年月{month_text(facts.insured_from)}晚于达到退休年龄的{reached}",
                    f"Insured from {month_text(facts.insured_from)}, after the age was reached in"
                    f" {reached}",
                ),
                field="insured_from",
                basis=BASIS,
                remedy=Text("请核对两个年月", "Compare both months"),
            ),
        )
    return refused


RULE = Asked(find, EMPLOYEES, Text("缴费年限不足", "too few years"), Facts)
