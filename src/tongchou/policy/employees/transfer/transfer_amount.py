"""The amount of a transfer 转移基金总额: how much of the account and of the pooled fund moves."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import joined, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
    choose,
    round_half_up,
)
from tongchou.standards.time import month

BASIS = "state-council-office-2009-66-4"
RATES = "ministry-2009-187"
SHARE_SCALE = 1_000_000
SHARE_PER_RATE = SHARE_SCALE // RATE_SCALE
ACCOUNT = ("个人账户转移额", "From the account")
TOTAL = ("转移基金总额", "In all")
RECORD = ("转移后个人账户记录", "The account's record afterwards")
POOLED_SINCE = 1998
"""The first year whose pooled part moves, and whose credited share is held to a norm."""


@dataclass(frozen=True)
class PaidYear:
    """A year of a record 年度缴费记录: its bases, and what share of them the account was credited.

    The base sum counts the months that were paid, so part of a year needs no rule of its own.
    A share is times 10⁶; None where nobody says so, and then nothing is held to the norm.
    """

    year: int
    base_sum_fen: Fen
    credited_e6: Number | None = None
    employer_e6: int | None = None


@dataclass(frozen=True)
class AccountParts:
    """An account 个人账户 as the information table writes it, in fen.

    Before 1998 only what the employee paid, with its interest; from 1998 on the whole balance
    at the end of last year; of the year of the transfer the principal alone, since whoever
    receives it credits the interest of the whole year.
    """

    before_1998_fen: Fen = 0
    year_end_fen: Fen = 0
    this_year_fen: Fen = 0

    @property
    def sum_fen(self) -> Fen:
        """The account as a whole."""
        return self.before_1998_fen + self.year_end_fen + self.this_year_fen


@dataclass(frozen=True)
class Moved:
    """What moves 转移额, and what the account's record says afterwards; all in fen."""

    account_fen: Fen
    pooled_fen: Fen
    total_fen: Fen
    record_fen: Fen


def pooled_amount(law: Law, year: int, base_sum_fen: Fen) -> Fen:
    """Return the pooled part 统筹基金转移额 of one year: 12 % of its contribution bases.

    Less than a year counts by what was paid; each yearly row is rounded half-up to the fen.
    Nothing of the pooled fund moves for the years before 1998.
    """
    if year < POOLED_SINCE:
        return 0 * base_sum_fen
    pooled_fen: Fen = round_half_up(base_sum_fen * _rate(law, year), RATE_SCALE)
    return pooled_fen


def _rate(law: Law, year: int) -> int:
    return law.value("transfer_pooled_rate", month(year, 1))


@rule("ordinary-transfer", version=1)
def ordinary_transfer(
    law: Law, rows: Sequence[PaidYear], account: AccountParts, sheet: Sheet
) -> Moved:
    """Return what an ordinary record carries: its account, held to the norm, and 12 % a year.

    Where a year was credited at another share than the norm 记账比例 (11 % in 1998–2005, 8 %
    from 2006 on), the account moves as if it had been the norm. What was credited beyond it
    stays on the record; what was wanting is added to the record. Interest on the difference
    is nowhere spoken of, so none is reckoned.
    """
    parts_fen = write_parts(account, sheet)
    differences = [
        _difference(law, row, row.credited_e6, sheet) for row in rows if row.credited_e6 is not None
    ]
    added_fen = sum(choose(one > 0, one, 0 * one) for one in differences)
    account_fen = sheet.line(
        "account",
        *ACCOUNT,
        sum(parts_fen) + sum(differences),
        "fen",
        put_in(" + ".join(["{}"] * len(parts_fen)), *((part, "fen") for part in parts_fen))
        + joined("", (put_in(" + ({})", (one, "fen")) for one in differences if np.any(one))),
        BASIS,
    )
    pooled_fen = _pooled(law, rows, sheet)
    total_fen = write_total(account_fen, pooled_fen, sheet)
    record_fen = sheet.line(
        "record_after",
        *RECORD,
        sum(parts_fen) + added_fen,
        "fen",
        put_in("{} + {}", (sum(parts_fen), "fen"), (added_fen, "fen")),
        RATES,
    )
    return Moved(account_fen, pooled_fen, total_fen, record_fen)


def _difference(law: Law, row: PaidYear, credited_e6: Number, sheet: Sheet) -> Fen:
    """Return what a year's account moves more, or less, than it was credited, in fen.

    A year's bases stay below 10¹⁰ fen, so bases times a share of 10⁶ stay below 10¹⁷.
    """
    if row.year < POOLED_SINCE:
        return 0 * row.base_sum_fen
    norm = law.figure("transfer_account_rate", month(row.year, 1))
    norm_e6 = norm.value * SHARE_PER_RATE
    found: Fen = round_half_up(row.base_sum_fen * (norm_e6 - credited_e6), SHARE_SCALE)
    if np.any(found):
        found = sheet.line(
            f"difference_{row.year}",
            f"{row.year}年记账比例差额",
            f"Account moved beyond what was credited, {row.year}",
            found,
            "fen",
            put_in(
                "{} × ({} − {})",
                (row.base_sum_fen, "fen"),
                (norm_e6, "rate_e6"),
                (credited_e6, "rate_e6"),
            ),
            norm.source,
        )
    return found


def transfer_within(account: AccountParts, sheet: Sheet) -> Moved:
    """Return what moves within one province 省内转移: the relation and the record, no money."""
    parts_fen = write_parts(account, sheet)
    sheet.line("total", *TOTAL, 0 * sum(parts_fen), "fen", "", BASIS)
    record_fen = sheet.line(
        "record_after",
        *RECORD,
        sum(parts_fen),
        "fen",
        put_in("{} + {} + {}", *((part, "fen") for part in parts_fen)),
        BASIS,
    )
    return Moved(0 * record_fen, 0 * record_fen, 0 * record_fen, record_fen)


def write_parts(account: AccountParts, sheet: Sheet) -> tuple[Fen, Fen, Fen]:
    """Write the three parts of an account, and return them in fen."""
    lines = (
        ("account_before_1998", "1998年前个人缴费累计储存额", "Own balance before 1998"),
        ("account_year_end", "1998年至上年末储存额", "Balance at the end of last year"),
        ("account_this_year", "当年记入本金", "This year's principal"),
    )
    parts_fen = (account.before_1998_fen, account.year_end_fen, account.this_year_fen)
    for line, part_fen in zip(lines, parts_fen, strict=True):
        sheet.line(*line, part_fen, "fen", "", BASIS)
    return parts_fen


def _pooled(law: Law, rows: Sequence[PaidYear], sheet: Sheet) -> Fen:
    counted = [row for row in rows if row.year >= POOLED_SINCE]
    pooled_fen: Fen = sheet.line(
        "pooled",
        "统筹基金转移额",
        "From the pooled fund",
        sum(pooled_amount(law, row.year, row.base_sum_fen) for row in counted),
        "fen",
        joined(
            " + ",
            (
                put_in("{} × {}", (row.base_sum_fen, "fen"), (_rate(law, row.year), "rate_e4"))
                for row in counted
            ),
        ),
        BASIS,
    )
    return pooled_fen


def write_total(account_fen: Fen, pooled_fen: Fen, sheet: Sheet) -> Fen:
    """Write what moves in all 转移基金总额, and return it in fen."""
    formula = put_in("{} + {}", (account_fen, "fen"), (pooled_fen, "fen"))
    total_fen: Fen = sheet.line("total", *TOTAL, account_fen + pooled_fen, "fen", formula, BASIS)
    return total_fen
