"""The money of a transfer 转移资金: how it is settled between the provinces."""

from tongchou.policy.engine.law import Law
from tongchou.standards.time import Month

MONEY_MODES = ("per_case_remittance",)


def money_mode(law: Law, moved_in: Month) -> str:
    """Return how the money of a transfer is settled; raises `NotInForce` since 2022.

    Amounts are reckoned and recorded all the same: the account rests on them.
    """
    return law.word_among(MONEY_MODES, "transfer_money_mode", moved_in)
