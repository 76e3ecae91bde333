"""The residents' refund 居民养老保险退费: what comes back for months that stand twice."""

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, Number, round_half_up

RESIDENTS = "ministry-2014-17-7"


def residents_refund(
    individual_fen: Fen,
    collective_fen: Fen,
    duplicate_months: Number,
    paid_months: Number,
    sheet: Sheet,
) -> Fen:
    """Return what the residents' scheme pays back for months also paid as an employee, in fen.

    Such a month counts as an employee's. What the person and the collective paid comes back
    month by month, what the government added does not. A year's payment of one person is
    below 10¹⁰ fen, so times twelve it fits.
    """
    refund_fen: Fen = sheet.line(
        "refund",
        "退还个人缴费和集体补助",
        "Own payments and collective aid paid back",
        round_half_up((individual_fen + collective_fen) * duplicate_months, paid_months),
        "fen",
        put_in(
            "({} + {}) × {} ÷ {}",
            (individual_fen, "fen"),
            (collective_fen, "fen"),
            (duplicate_months, "months"),
            (paid_months, "months"),
        ),
        RESIDENTS,
    )
    sheet.line(
        "residents_months",
        "居民养老保险计算月数",
        "Months that stay with the residents' scheme",
        paid_months - duplicate_months,
        "months",
        put_in("{} − {}", (paid_months, "months"), (duplicate_months, "months")),
        RESIDENTS,
    )
    return refund_fen
