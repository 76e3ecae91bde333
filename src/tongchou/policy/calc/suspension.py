"""Suspension and resumption of a pension, as others ask them."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.law import Law
from tongchou.policy.overpayment import overpaid_months
from tongchou.policy.suspension import Resumption, resumption, state_in, stopped_from
from tongchou.policy.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """What stopped a pension, the month asked about, and how it goes on, if it does.

    `happened_in` is the month of the last certification for `uncertified`; `held_back` are the
    amounts of the months not paid, `adjusted` the amount with the adjustments since,
    `paid_until` the last month paid all the same.
    """

    reason: Literal["uncertified", "sentence", "at_large", "missing", "death"]
    happened_in: AskedMonth
    month: AskedMonth
    paid_until: AskedMonth | None = None
    resumed_from: AskedMonth | None = None
    before: Amount = 0
    adjusted: Amount = 0
    held_back: list[Amount] = Field(default_factory=list)


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return what the pension is in the month, and what a resumption pays."""
    stops = stopped_from(law, facts.reason, facts.happened_in, sheet)
    found: dict[str, Any] = {
        "state": state_in(facts.reason, facts.month, stops, facts.resumed_from),
        "stopped_from": None if stops is None else (stops, "month"),
    }
    if facts.paid_until is not None and stops is not None:
        found["overpaid_months"] = (overpaid_months(stops, facts.paid_until), "months")
    if facts.resumed_from is None:
        return found
    resumed = resumption(
        law,
        facts.reason,
        facts.resumed_from,
        before_fen=facts.before,
        adjusted_fen=facts.adjusted,
        held_back_fen=sum(facts.held_back),
        sheet=sheet,
    )
    if not isinstance(resumed, Resumption):
        return resumed
    return {
        **found,
        "monthly": (resumed.monthly_fen, "fen"),
        "arrears": (resumed.arrears_fen, "fen"),
    }


RULE = Rule("suspension", Text("停发与续发", "suspension and resumption"), Facts, find)
