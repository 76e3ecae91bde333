"""Recovery of what was drawn twice, as others ask it."""

from typing import Annotated, Any

from pydantic import Field

from tongchou.policy.calc.answer import Result, Rule
from tongchou.policy.calc.fields import AskedFacts, AskedMonth, YuanFen
from tongchou.policy.law import Law
from tongchou.policy.overpayment import instalments, owed, recovery
from tongchou.policy.worksheet import Sheet
from tongchou.standards.text import Text

Amount = Annotated[YuanFen, Field(ge=0)]


class Facts(AskedFacts):
    """Two pensions 重复领取: what was drawn twice and repaid, and what is left to recover from.

    `second_began_in` is when the second pension began, `recovered_in` when this is settled.
    """

    second_began_in: AskedMonth
    recovered_in: AskedMonth
    drawn: Amount
    repaid: Amount = 0
    account_remainder: Amount = 0
    pension: Amount


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return what is set off, paid out and still owed, and the instalments that end it."""
    owed_fen = owed(facts.drawn, facts.second_began_in, sheet)
    found = recovery(owed_fen, facts.repaid, facts.account_remainder, sheet)
    result: dict[str, Any] = {
        "owed": (owed_fen, "fen"),
        "set_off": (found.set_off_fen, "fen"),
        "paid_out": (found.paid_out_fen, "fen"),
        "debt": (found.debt_fen, "fen"),
    }
    if not found.debt_fen:
        return result
    rate_e4 = sheet.figure(law.figure("recovery_rate", facts.recovered_in))
    parts = instalments(found.debt_fen, facts.pension, rate_e4, sheet)
    return {
        **result,
        "monthly": (parts.monthly_fen, "fen"),
        "instalments": (parts.count, "months"),
        "last": (parts.last_fen, "fen"),
    }


RULE = Rule("recovery", Text("多领待遇追回", "recovery of overpayments"), Facts, find)
