"""Whether a province's rises stay within the national rate, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.adjustment.adjustment_terms import cap_refusals
from tongchou.policy.engine.answer import Result, Rule
from tongchou.policy.engine.fields import AskedFacts, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import YEARS

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """All pensions of a province before the adjustment of a year, and all rises of the same people.

    Both are sums of a month.
    """

    year: Annotated[WholeNumber, Field(ge=YEARS.start, lt=YEARS.stop)]
    pensions: Amount
    rises: Amount


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return how much the rises may be together, or that they are more."""
    refused = cap_refusals(law, facts.year, facts.pensions, facts.rises, sheet)
    allowed_fen = sheet.worksheet().results["rises_allowed"]
    return refused or {"allowed": (allowed_fen, "fen"), "left": (allowed_fen - facts.rises, "fen")}


RULE = Rule("adjustment-cap", Text("调整总体水平核对", "cap of an adjustment"), Facts, find)
