"""An account while it is paid out, as others ask it."""

from typing import Annotated

from pydantic import Field

from tongchou.policy.employees.account.account_balance_asked import backwards
from tongchou.policy.employees.account.account_payout import payout
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth, AskedProvince, YuanFen
from tongchou.policy.engine.figures import NATIONAL
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """A balance, the account part of a pension, and its first and last month of payment."""

    balance: Annotated[YuanFen, Field(ge=0)]
    monthly: Annotated[YuanFen, Field(gt=0)]
    from_month: AskedMonth
    until_month: AskedMonth
    province: AskedProvince = NATIONAL


@rule("account-payout", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return who paid how much, and what the account still holds."""
    if facts.from_month > facts.until_month:
        return (backwards(facts.from_month, facts.until_month),)
    paid = payout(
        law,
        facts.province,
        facts.balance,
        facts.monthly,
        facts.from_month,
        facts.until_month + 1,
        sheet,
    )
    return {
        "from_account": (paid.from_account_fen, "fen"),
        "from_fund": (paid.from_fund_fen, "fen"),
        "interest": (paid.interest_fen, "fen"),
        "balance": (paid.balance_fen, "fen"),
        "full_months": (paid.full_months, "months"),
    }


RULE = Asked(find, EMPLOYEES, Text("个人账户支付", "payout of an account"), Facts)
