"""Too few years at the age, as others ask it: what is missing, and what is open."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth
from tongchou.policy.few_years import missing_months, missing_years, ways_open
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.text import Text

MONTHS_MAX = 1200


class Facts(AskedFacts):
    """A person who reached the statutory month: what was contributed by the month asked about."""

    reached_in: AskedMonth
    asked_in: AskedMonth
    insured_from: AskedMonth
    contribution_months: Annotated[WholeNumber, Field(ge=0, le=MONTHS_MAX)]


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return the months needed and missing, and each way with whether it is open and its words."""
    needed = sheet.figure(law.figure("minimum_contribution_months", facts.reached_in))
    missing = missing_months(facts.contribution_months, needed, sheet)
    found = {
        "minimum_months": (needed, "months"),
        "missing_months": (missing, "months"),
        "missing_years": (missing_years(missing), "years"),
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


RULE = Rule("few-years", Text("缴费年限不足", "too few years"), Facts, find)
