"""Who an adjustment is for, and from when it is paid."""

from tongchou.policy.employees.adjustment.adjustment import NOTICES
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Flag,
    Number,
)
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month, month_text, month_zh


def eligible(retired_in: Number, year: int) -> Flag:
    """Return whether a pension is adjusted in a year: retired by the end of the year before."""
    return retired_in < month(year, 1)


def eligibility_refusals(retired_in: Month, year: int) -> Refusals:
    """Return why a pension is not adjusted in a year, or nothing."""
    if eligible(retired_in, year):
        return ()
    last = month(year, 1) - 1
    return (
        Refusal(
            code="adjustment.retired_too_late",
            text=Text(
                f"{month_zh(retired_in)}退休,不在{year}年调整范围内(须在{month_zh(last)}底前退休)",
                f"Retired in {month_text(retired_in)}; the adjustment of {year} is for those"
                f" retired by {month_text(last)}",
            ),
            basis=NOTICES,
            remedy=Text("自下一年度起参加调整", "The pension is adjusted from the next year on"),
            field="retired_in",
        ),
    )


def rise_made_up(total_fen: Fen, year: int, paid_in: Month, sheet: Sheet) -> Number:
    """Return what is made up for 补发: the rise of each month since January.

    The month of payment itself is paid at the new rate, and is none of them.
    """
    months = sheet.line(
        "arrears_months",
        "补发月数",
        "Months paid back",
        max(paid_in - month(year, 1), 0),
        "months",
        put_in("{} − {}", (paid_in, "month"), (month(year, 1), "month")),
        NOTICES,
    )
    return sheet.line(
        "arrears",
        "补发金额",
        "Amount paid back",
        total_fen * months,
        "fen",
        put_in("{} × {}", (total_fen, "fen"), (months, "months")),
        NOTICES,
    )
