"""A time limit in working days, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.engine.answer import Result, Rule
from tongchou.policy.engine.fields import AskedDate, AskedFacts
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.procedure.working_days import due_on
from tongchou.standards.fields import WholeNumber
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """The day of an event, and how many working days follow it."""

    event_on: AskedDate
    days: Annotated[WholeNumber, Field(ge=1, le=1000)]


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return the last day on which the limit is kept."""
    return {"due_on": (due_on(law, facts.event_on.toordinal(), facts.days, sheet), "date")}


RULE = Rule("working-days", Text("工作日时限", "time limit in working days"), Facts, find)
