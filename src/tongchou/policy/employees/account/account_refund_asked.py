"""An account paid out at once, as others ask it."""

from typing import Annotated, Literal

from pydantic import Field

from tongchou.policy.employees.account.account_refund import (
    LAW,
    refund,
    refund_refusals,
    takes_part,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.formulas import shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """What an account holds, and the ground on which it is to be paid out at once.

    `hardship` is drawing early. `employee_part` is what the employee paid of the balance, with
    its interest; heirs take no more where a death came before the law.
    """

    balance: Annotated[YuanFen, Field(ge=0)]
    month: AskedMonth
    ground: Literal["death", "lost_nationality", "foreigner_left", "settled_abroad", "hardship"]
    employee_part: Annotated[YuanFen, Field(ge=0)] | None = None
    asked_in_writing: bool = False
    confirmed_in_writing: bool = False
    province: AskedProvince = NATIONAL


@rule("account-refund", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return what is paid out."""
    refused = refund_refusals(
        facts.ground,
        asked_in_writing=facts.asked_in_writing,
        confirmed_in_writing=facts.confirmed_in_writing,
    )
    if refused:
        return refused
    part_fen = facts.employee_part
    if part_fen is None and takes_part(law, facts.province, facts.month, facts.ground):
        return (_no_part(),)
    if part_fen is not None and part_fen > facts.balance:
        return (_part_too_large(part_fen, facts.balance),)
    paid_fen = refund(
        law,
        facts.province,
        facts.month,
        facts.balance,
        part_fen or 0,
        sheet,
        ground=facts.ground,
    )
    return {"refund": (paid_fen, "fen")}


def _no_part() -> Refusal:
    return Refusal(
        code="account.no_employee_part",
        text=Text(
            "社会保险法施行前死亡的,只支付个人缴费部分,该部分未填写",
            "Before the law heirs take what the employee paid, and that is not given",
        ),
        field="employee_part",
        basis=LAW,
        remedy=Text("请填写 employee_part", "Give employee_part"),
    )


def _part_too_large(part_fen: int, balance_fen: int) -> Refusal:
    part, balance = shown(part_fen, "fen"), shown(balance_fen, "fen")
    return Refusal(
        code="account.part_too_large",
        text=Text(
            f"个人缴费部分{part}元,多于个人账户储存额{balance}元",
            f"The employee's part, {part} yuan, is more than the balance of {balance}",
        ),
        field="employee_part",
        basis=LAW,
        remedy=Text("请核对两个金额", "Compare both amounts"),
    )


RULE = Asked(find, EMPLOYEES, Text("个人账户一次性支付", "refund of an account"), Facts)
