"""Transfers 转移接续: how much of the account and of the pooled fund a record carries."""

from collections.abc import Sequence

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet
from tongchou.standards.money import round_half_up, yuan_grouped
from tongchou.standards.time import month

BASIS = "state-council-office-2009-66-4"
RATE_SCALE = 10_000


def transfer_amount(
    law: Law,
    years: Sequence[int],
    base_sums_fen: Sequence[int],
    account_fen: int,
    sheet: Sheet,
) -> int:
    """Return the amount that moves 转移基金总额: the account, and 12 % of each year's bases.

    Each yearly row is rounded half-up to the fen, and the rows are summed.
    """
    rows = [
        int(round_half_up(base * law.value("transfer_pooled_rate", month(year, 1)), RATE_SCALE))
        for year, base in zip(years, base_sums_fen, strict=True)
    ]
    account = sheet.line(
        "account", "个人账户转移额", "From the account", account_fen, "fen", "", BASIS
    )
    pooled = sheet.line(
        "pooled",
        "统筹基金转移额",
        "From the pooled fund",
        sum(rows),
        "fen",
        " + ".join(f"{yuan_grouped(base)} × 12 %" for base in base_sums_fen),
        BASIS,
    )
    return int(sheet.line("total", "转移基金总额", "In all", account + pooled, "fen", "", BASIS))
