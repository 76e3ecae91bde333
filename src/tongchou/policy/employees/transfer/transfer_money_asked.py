"""How the money of a transfer is settled, as others ask it."""

from tongchou.policy.employees.transfer.transfer_money import (
    money_mode,
)
from tongchou.policy.engine.answer import Asked, Result
from tongchou.policy.engine.fields import AskedFacts, AskedMonth
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusals
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """The month in which a record moves."""

    month: AskedMonth


@rule("transfer-money", version=1)
def find(law: Law, facts: Facts, sheet: Sheet) -> Result | Refusals:
    """Return the mode by its word: `per_case_remittance` 逐笔划转."""
    del sheet
    return {"mode": money_mode(law, facts.month)}


RULE = Asked(find, EMPLOYEES, Text("转移资金结算方式", "settlement of a transfer"), Facts)
