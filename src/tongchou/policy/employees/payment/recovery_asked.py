"""Recovery of what was overpaid, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.payment.recovery import (
    BASIS,
    DUPLICATES,
    fine_bounds,
    instalments,
    owed,
    recovery,
)
from tongchou.policy.engine.answer import Asked, Result, Value
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text, month_zh

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """What was overpaid 多领 and repaid, and what is left to recover from.

    `second_began_in` is when the second of two pensions began, and is left out for any other
    overpayment: that is set off against the account only if the person agrees.
    """

    second_began_in: AskedMonth | None = None
    recovered_in: AskedMonth
    drawn: Amount
    repaid: Amount = 0
    account_remainder: Amount = 0
    agrees: bool = False
    fraud: bool = False
    pension: Amount


@rule("recovery", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what is set off, paid out and still owed, and the instalments that end it."""
    owed_fen: Fen = facts.drawn
    if facts.second_began_in is not None:
        owed_fen = owed(facts.drawn, facts.second_began_in, sheet)
    refused = _refusals(facts, int(owed_fen))
    if refused:
        return refused
    found = recovery(
        owed_fen,
        facts.repaid,
        facts.account_remainder,
        sheet,
        may_set_off=facts.agrees or facts.second_began_in is not None,
    )
    result: dict[str, Value] = {
        "owed": (owed_fen, "fen"),
        "set_off": (found.set_off_fen, "fen"),
        "paid_out": (found.paid_out_fen, "fen"),
        "debt": (found.debt_fen, "fen"),
    }
    if facts.fraud:
        least_fen, most_fen = fine_bounds(facts.drawn, sheet)
        result |= {"fine_least": (least_fen, "fen"), "fine_most": (most_fen, "fen")}
    if not found.debt_fen:
        return result
    if not facts.pension:
        return (_no_pension(int(found.debt_fen)),)
    rate_e4 = sheet.figure(law.figure("recovery_rate", facts.recovered_in))
    if not 0 < rate_e4 <= RATE_SCALE:
        return (_odd_rate(rate_e4),)
    parts = instalments(found.debt_fen, facts.pension, rate_e4, sheet)
    return {
        **result,
        "monthly": (parts.monthly_fen, "fen"),
        "instalments": (parts.count, "months"),
        "last": (parts.last_fen, "fen"),
    }


def _refusals(facts: Facts, owed_fen: int) -> Refusals:
    refused: Refusals = ()
    if facts.second_began_in is not None and facts.recovered_in < facts.second_began_in:
        refused += (_recovered_early(facts.recovered_in, facts.second_began_in),)
    if facts.repaid > owed_fen:
        refused += (_repaid_too_much(facts.repaid, owed_fen),)
    return refused


def _recovered_early(recovered_in: Month, began_in: Month) -> Refusal:
    return Refusal(
        code="recovery.before_overpayment",
        text=Text(
            f"追回年月{month_zh(recovered_in)}早于重复领取的起始年月{month_zh(began_in)}",
            f"The recovery of {month_text(recovered_in)} is before the second pension began in"
            f" {month_text(began_in)}",
        ),
        field="recovered_in",
        basis=DUPLICATES,
        remedy=Text("请核对两个年月", "Compare both months"),
    )


def _repaid_too_much(repaid_fen: int, owed_fen: int) -> Refusal:
    repaid, due, beyond = (
        shown(fen, "fen") for fen in (repaid_fen, owed_fen, repaid_fen - owed_fen)
    )
    return Refusal(
        code="recovery.repaid_too_much",
        text=Text(
            f"已退回{repaid}元,应退回{due}元,多退{beyond}元",
            f"{repaid} yuan were repaid of {due} owed, {beyond} too much",
        ),
        field="repaid",
        basis=BASIS,
        remedy=Text("请核对已退回金额", "Compare what was repaid"),
    )


def _no_pension(debt_fen: int) -> Refusal:
    debt = shown(debt_fen, "fen")
    return Refusal(
        code="recovery.no_pension",
        text=Text(
            f"尚应退回{debt}元,月待遇为0元,无从抵扣",
            f"{debt} yuan are still owed, and a pension of 0 yuan leaves nothing to deduct from",
        ),
        field="pension",
        basis=BASIS,
        remedy=Text(
            "请填写继续发放的月待遇,或由本人退回",
            "Write the pension that goes on, or have it repaid",
        ),
    )


def _odd_rate(rate_e4: int) -> Refusal:
    share = shown(rate_e4, "rate_e4")
    return Refusal(
        code="given.odd",
        text=Text(
            f"抵扣比例{share},应大于0且不超过100%",
            f"A share of {share} is deducted; it must be above 0 and at most 100%",
        ),
        field="given.recovery_rate",
        basis=BASIS,
        remedy=Text("应写成 0.20", "Write it as 0.20"),
    )


RULE = Asked(find, EMPLOYEES, Text("多领待遇追回", "recovery of overpayments"), Facts)
