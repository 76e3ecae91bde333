"""The pooled share 基金分担: what the fund bears of a rise since the national pooling."""

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, Number, round_half_up
from tongchou.standards.time import Month

AUDIT = "audit-report-2025"


def pooled_share(law: Law, month: Month, before_fen: Fen, after_fen: Fen, sheet: Sheet) -> Number:
    """Return what the fund bears 基金分担 of a rise since the pooling; the locality bears the rest.

    It is for people whose lump sums from before the pooling did not meet its conditions.
    Amounts stay below 10¹⁰ fen, times a share of at most 10⁴.
    """
    figure = law.figure("pooled_share_of_rise", month)
    rate = sheet.figure(figure)
    rise = sheet.line(
        "rise",
        "统筹后待遇增加额",
        "Rise since the pooling",
        after_fen - before_fen,
        "fen",
        put_in("{} − {}", (after_fen, "fen"), (before_fen, "fen")),
        AUDIT,
    )
    borne = sheet.line(
        "pooled_share",
        "基金分担",
        "Borne by the fund",
        round_half_up(rise * rate, RATE_SCALE),
        "fen",
        put_in("{} × {}", (rise, "fen"), (rate, "rate_e4")),
        AUDIT,
    )
    sheet.line(
        "local_share",
        "地方分担",
        "Borne by the locality",
        rise - borne,
        "fen",
        put_in("{} − {}", (rise, "fen"), (borne, "fen")),
        AUDIT,
    )
    return borne
