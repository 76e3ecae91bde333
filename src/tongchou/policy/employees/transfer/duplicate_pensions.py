"""Duplicate pensions 重复领取: how a residents' pension drawn beside an employee's ends."""

from tongchou.policy.employees.payment.recovery import Recovery, recovery
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen

TWO_BENEFITS = "ministry-2014-17-8"


def residents_benefit_ended(
    account_fen: Fen, subsidy_fen: Fen, base_drawn_fen: Fen, repaid_fen: Fen, sheet: Sheet
) -> Recovery:
    """Return how a residents' pension drawn beside an employee's ends 重复领取.

    The account without the subsidies is the person's. The base pension drawn meanwhile comes
    back: from the person, else from that account, else from the employee pension.
    """
    own_fen = sheet.line(
        "own_account",
        "扣除政府补贴的个人账户余额",
        "Account without subsidies",
        account_fen - subsidy_fen,
        "fen",
        put_in("{} − {}", (account_fen, "fen"), (subsidy_fen, "fen")),
        TWO_BENEFITS,
    )
    return recovery(base_drawn_fen, repaid_fen, own_fen, sheet)
