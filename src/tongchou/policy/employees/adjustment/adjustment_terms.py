"""Who an adjustment is for, from when it is paid, and how far a province's average may rise."""

from typing import Any

from tongchou.policy.employees.adjustment.adjustment import NOTICES
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet, put_in, shown
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month, month_text, month_zh

CAP_SCALE = 10_000


def eligible(retired_in: Any, year: int) -> Any:
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


def rise_made_up(total_fen: Any, year: int, paid_in: Month, sheet: Sheet) -> Any:
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


def cap_refusals(
    law: Law, year: int, pensions_before_fen: int, rises_fen: int, sheet: Sheet
) -> Refusals:
    """Return why a province's rises are too high together, or nothing.

    The national rate caps the average rise, not a person's: all rises of a province against all
    pensions of the year before, of the same people.
    """
    figure = law.figure("adjustment_cap", month(year, 1))
    rate = sheet.figure(figure)
    sheet.note_provisional(figure.provisional)
    allowed = sheet.line(
        "rises_allowed",
        "允许增加总额",
        "Rises allowed together",
        pensions_before_fen * rate // CAP_SCALE,
        "fen",
        put_in("{} × {}", (pensions_before_fen, "fen"), (rate, "rate_e4")),
        figure.source,
    )
    if rises_fen <= allowed:
        return ()
    met, most = shown(rises_fen, "fen"), shown(allowed, "fen")
    return (
        Refusal(
            code="adjustment.above_cap",
            text=Text(
                f"月增加总额{met}元,超过全国总体调整比例允许的{most}元",
                f"The rises are {met} yuan together; the national rate allows {most}",
            ),
            basis=figure.source,
            remedy=Text("请调低办法中的标准", "Lower the sums of the set"),
            field="rises",
        ),
    )
