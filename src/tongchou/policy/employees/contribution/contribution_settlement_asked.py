"""The settling of months that were assessed provisionally, as others ask it."""

from datetime import date

from tongchou.policy.employees.contribution.contribution_settlement import (
    settlement,
)
from tongchou.policy.employees.contribution.contribution_span_asked import Facts as SpanFacts
from tongchou.policy.employees.contribution.contribution_span_asked import backwards
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.cities import city_code
from tongchou.policy.engine.fields import AskedDate
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(SpanFacts):
    """Months assessed on a day, by the limits that were known then."""

    assessed_on: AskedDate


@rule("contribution-settlement", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what is to be paid up, or below zero given back, for each part."""
    if facts.until_month < facts.from_month:
        return (backwards(facts),)
    if facts.assessed_on > law.known_on:
        return (_assessed_later(facts.assessed_on, law.known_on),)
    city = city_code(facts.province, facts.city)
    if isinstance(city, Refusal):
        return (city,)
    owed = settlement(
        law.as_known_on(facts.assessed_on),
        law,
        facts.province,
        facts.from_month,
        facts.until_month + 1,
        facts.wage,
        sheet,
        kind=facts.kind,
        city=city,
    )
    return {name: (amount, "fen") for name, amount in owed.items()}


def _assessed_later(assessed_on: date, known_on: date) -> Refusal:
    return Refusal(
        code="contribution.assessed_later",
        text=Text(
            f"核定日{assessed_on}晚于所查政策的日期{known_on}",
            f"Assessed on {assessed_on}, after {known_on}, the day on which the law is asked",
        ),
        field="assessed_on",
        remedy=Text("请核对核定日", "Compare the day of the assessment"),
    )


RULE = Asked(find, EMPLOYEES, Text("多退少补", "settling of contributions"), Facts)
