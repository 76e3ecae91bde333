"""How the money of a transfer is settled, as others ask it."""

from tongchou.policy.employees.transfer.transfer_amount import money_mode
from tongchou.policy.engine.answer import Result, Rule
from tongchou.policy.engine.fields import AskedFacts, AskedMonth
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.text import Text


class Facts(AskedFacts):
    """The month in which a record moves."""

    month: AskedMonth


def find(facts: Facts, law: Law, sheet: Sheet) -> Result:
    """Return the mode by its word: `per_case_remittance` 逐笔划转."""
    del sheet
    return {"mode": money_mode(law, facts.month)}


RULE = Rule("transfer-money", Text("转移资金结算方式", "settlement of a transfer"), Facts, find)
