"""A time limit in working days, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedDate, AskedFacts
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.procedure.working_days import due_on
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EVERY
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """The day of an event, and how many working days follow it."""

    event_on: AskedDate
    days: Annotated[WholeNumber, Field(ge=1, le=1000)]


@rule("working-days", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the last day on which the limit is kept."""
    return {"due_on": (due_on(law, facts.event_on.toordinal(), facts.days, sheet), "date")}


RULE = Asked(find, EVERY, Text("工作日时限", "time limit in working days"), Facts)
