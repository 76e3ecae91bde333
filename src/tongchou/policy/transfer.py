"""Transfers 转移接续: how much of the account and of the pooled fund a record carries."""

from collections.abc import Sequence

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Fen, round_half_up
from tongchou.standards.time import month

BASIS = "state-council-office-2009-66-4"
RATE_SCALE = 10_000


def pooled_amount(law: Law, year: int, base_sum_fen: Fen) -> Fen:
    """Return the pooled part 统筹基金转移额 of one year: 12 % of its contribution bases.

    Less than a year counts by what was paid; each yearly row is rounded half-up to the fen.
    """
    pooled_fen: Fen = round_half_up(base_sum_fen * _rate(law, year), RATE_SCALE)
    return pooled_fen


def _rate(law: Law, year: int) -> int:
    return law.value("transfer_pooled_rate", month(year, 1))


def money_mode(law: Law, year: int) -> str:
    """Return how the money of a transfer is settled; raises `NotInForce` since 2022.

    Amounts are reckoned and recorded all the same: the account rests on them.
    """
    return law.word("transfer_money_mode", month(year, 1))


def transfer_amount(
    law: Law,
    years: Sequence[int],
    base_sums_fen: Sequence[int],
    account_fen: int,
    sheet: Sheet,
) -> int:
    """Return the amount that moves 转移基金总额: the account, and each year's pooled part."""
    rows = [
        int(pooled_amount(law, year, base_sum_fen))
        for year, base_sum_fen in zip(years, base_sums_fen, strict=True)
    ]
    sheet.line("account", "个人账户转移额", "From the account", account_fen, "fen", "", BASIS)
    pooled_fen = sheet.line(
        "pooled",
        "统筹基金转移额",
        "From the pooled fund",
        sum(rows),
        "fen",
        " + ".join(
            put_in("{} × {}", (base_sum_fen, "fen"), (_rate(law, year), "rate_e4"))
            for year, base_sum_fen in zip(years, base_sums_fen, strict=True)
        ),
        BASIS,
    )
    formula = put_in("{} + {}", (account_fen, "fen"), (pooled_fen, "fen"))
    total_fen = account_fen + pooled_fen
    return int(sheet.line("total", "转移基金总额", "In all", total_fen, "fen", formula, BASIS))
