"""Suspension and resumption of a pension, as others ask them."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.payment.recovery import overpaid_months
from tongchou.policy.employees.payment.suspension import (
    CERTIFICATION,
    REASONS,
    STOPS,
    Terms,
    resumption,
    resumption_terms,
    state_in,
    stopped_from,
)
from tongchou.policy.engine.answer import Asked, Result, Value
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text, month_zh

Amount = Annotated[YuanFen, Field(ge=0)]
TITLES = {
    "paid_until": Text("继续发放的末月", "last month paid all the same"),
    "held_back": Text("停发期间各月待遇", "amounts of the months not paid"),
    "before": Text("停发前月待遇", "amount before the stop"),
    "adjusted": Text("调整后月待遇", "amount with the adjustments since"),
}
NO_PART = {
    "at_large": ("paid_until", "held_back"),
    "death": ("before", "adjusted", "held_back"),
}
"""What cannot be where a pension never stopped, and where it does not go on."""


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
    before: Amount | None = None
    adjusted: Amount | None = None
    held_back: list[Amount] | None = None


@rule("suspension", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what the pension is in the month, and what a resumption pays."""
    needless = tuple(
        _no_part(name, facts.reason)
        for name in NO_PART.get(facts.reason, ())
        if getattr(facts, name) not in (None, [])
    )
    if needless:
        return needless
    stops = stopped_from(law, facts.reason, facts.happened_in, sheet)
    found: dict[str, Value] = {
        "state": state_in(facts.reason, facts.month, stops, facts.resumed_from),
        "stopped_from": None if stops is None else (stops, "month"),
    }
    overpaid = 0
    if facts.paid_until is not None and stops is not None:
        last = facts.paid_until
        if facts.resumed_from is not None:
            last = min(last, facts.resumed_from - 1)
        overpaid = int(overpaid_months(stops, last, sheet))
        found["overpaid_months"] = (overpaid, "months")
    if facts.resumed_from is None:
        return found
    begins = facts.happened_in if stops is None else stops
    resumed = _resumed(facts, facts.resumed_from, begins, overpaid, law, sheet)
    return resumed if isinstance(resumed, tuple) else {**found, **resumed}


def _resumed(
    facts: Facts, resumed_from: Month, begins: Month, overpaid: int, law: Law, sheet: Sheet
) -> Result | Refusals:
    """Return what a resumption pays; nothing yet before it, where no amount is told."""
    terms = resumption_terms(law, facts.reason, resumed_from)
    if not isinstance(terms, Terms):
        return terms
    if resumed_from < begins:
        return (_resumed_early(resumed_from, begins),)
    is_told = any(part is not None for part in (facts.before, facts.adjusted, facts.held_back))
    if facts.month < resumed_from and not is_told:
        return {}
    refused = _refusals(facts, terms, max(resumed_from - begins - overpaid, 0))
    if refused:
        return refused
    resumed = resumption(
        facts.reason,
        terms,
        before_fen=facts.before or 0,
        adjusted_fen=facts.adjusted or 0,
        held_back_fen=sum(facts.held_back or ()),
        sheet=sheet,
    )
    return {"monthly": (resumed.monthly_fen, "fen"), "arrears": (resumed.arrears_fen, "fen")}


def _refusals(facts: Facts, terms: Terms, unpaid: int) -> Refusals:
    """Return which of the amounts is missing that the terms of the resumption name."""
    refused: Refusals = ()
    monthly = "adjusted" if terms.counts_adjustments else "before"
    if getattr(facts, monthly) is None:
        refused += (_not_told(monthly),)
    told = len(facts.held_back or ())
    if terms.pays_arrears and told != unpaid:
        refused += (_other_months(unpaid, told),)
    return refused


def _not_told(name: str) -> Refusal:
    amount = TITLES[name]
    return Refusal(
        code="suspension.not_told",
        text=Text(f"未填写{amount.zh}", f"The {amount.en} is not given"),
        field=name,
        basis=STOPS,
        remedy=Text(f"请填写 {name}", f"Give {name}"),
    )


def _no_part(name: str, reason_code: str) -> Refusal:
    title, reason = TITLES[name], REASONS[reason_code]
    return Refusal(
        code="suspension.no_part",
        text=Text(
            f"停发原因为{reason.text.zh},不应填写{title.zh}",
            f"{reason.text.en}: the {title.en} cannot be",
        ),
        field=name,
        basis=reason.basis,
        remedy=Text(f"请删去 {name},或核对停发原因", f"Leave {name} out, or compare the reason"),
    )


def _other_months(unpaid: int, told: int) -> Refusal:
    return Refusal(
        code="suspension.other_months",
        text=Text(
            f"停发{unpaid}个月,填写了{told}个月的金额",
            f"{unpaid} months were not paid, and the amounts of {told} are given",
        ),
        field="held_back",
        basis=CERTIFICATION,
        remedy=Text("请逐月填写停发期间的待遇", "Give the amount of every month not paid"),
    )


def _resumed_early(resumed_from: Month, stopped_from: Month) -> Refusal:
    return Refusal(
        code="suspension.resumed_early",
        text=Text(
            f"续发年月{month_zh(resumed_from)}早于停发年月{month_zh(stopped_from)}",
            f"It is resumed in {month_text(resumed_from)}, and stops only in"
            f" {month_text(stopped_from)}",
        ),
        field="resumed_from",
        basis=STOPS,
        remedy=Text("请核对两个年月", "Compare both months"),
    )


RULE = Asked(find, EMPLOYEES, Text("停发与续发", "suspension and resumption"), Facts)
