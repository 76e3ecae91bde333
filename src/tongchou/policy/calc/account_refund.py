"""An account paid out at once, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.account_refund import refund, refund_refusals
from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.figures import NATIONAL
from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """What an account holds, and the ground on which it is to be paid out at once.

    The grounds are death, lost_nationality, foreigner_left and settled_abroad; any other is
    drawing early. `employee_part` is what the employee paid of it, with its interest.
    """

    balance: Annotated[YuanFen, Field(ge=0)]
    month: AskedMonth
    ground: str
    employee_part: Annotated[YuanFen, Field(ge=0)] = 0
    asked_in_writing: bool = False
    confirmed_in_writing: bool = False
    province: AskedProvince = NATIONAL


def find(facts: Facts, law: Law, sheet: Sheet) -> Result | Refusals:
    """Return what is paid out."""
    refused = refund_refusals(
        facts.ground,
        asked_in_writing=facts.asked_in_writing,
        confirmed_in_writing=facts.confirmed_in_writing,
    )
    if refused:
        return refused
    paid_fen = refund(
        law,
        facts.province,
        facts.month,
        facts.balance,
        facts.employee_part,
        sheet,
        ground=facts.ground,
    )
    return {"refund": (paid_fen, "fen")}


RULE = Rule("account-refund", Text("个人账户一次性支付", "refund of an account"), Facts, find)
