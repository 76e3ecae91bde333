"""Whether a province's rises stay within the national rate, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.adjustment.adjustment_cap import (
    cap_refusals,
    rises_allowed,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.fields import WholeNumber
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EMPLOYEES
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


@rule("adjustment-cap", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return how much the rises may be together, or that they are more."""
    allowed = rises_allowed(law, facts.year, facts.pensions, sheet)
    left_fen = allowed.sum_fen - facts.rises
    return cap_refusals(allowed, facts.rises) or {
        "allowed": (allowed.sum_fen, "fen"),
        "left": (left_fen, "fen"),
    }


RULE = Asked(find, EMPLOYEES, Text("调整总体水平核对", "cap of an adjustment"), Facts)
