"""Recalculation 重算补差: what a pension paid on last year's base is short of, month by month."""

from dataclasses import dataclass

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Number,
)

BASIS = "state-council-2005-38-6"


@dataclass(frozen=True)
class Recalculation:
    """What is made good 补差: a month, for how many months, and in all; or columns of them."""

    monthly_fen: Fen
    months: Number
    total_fen: Fen


def recalculation(
    paid_fen: Fen, determined_fen: Fen, first_month: Number, through_month: Number, sheet: Sheet
) -> Recalculation:
    """Return the difference back to the first month paid 重算补差, through the last one.

    Paid provisionally 预发, then determined; whatever was too much is taken back likewise.
    """
    sheet.carry_provisional()
    sheet.carry_seen()
    monthly_fen = sheet.line(
        "monthly_difference",
        "月补差额",
        "Difference a month",
        determined_fen - paid_fen,
        "fen",
        put_in("{} − {}", (determined_fen, "fen"), (paid_fen, "fen")),
        BASIS,
    )
    months = sheet.line(
        "months",
        "补差月数",
        "Months made good",
        through_month - first_month + 1,
        "months",
        put_in("{} − {} + 1", (through_month, "month"), (first_month, "month")),
        BASIS,
    )
    sheet.carry_provisional()
    sheet.carry_seen()
    total_fen = sheet.line(
        "difference",
        "补差合计",
        "Difference in all",
        monthly_fen * months,
        "fen",
        put_in("{} × {}", (monthly_fen, "fen"), (months, "months")),
        BASIS,
    )
    return Recalculation(monthly_fen, months, total_fen)
