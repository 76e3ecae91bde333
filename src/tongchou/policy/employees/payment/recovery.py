"""Overpayment 多领待遇: what is to come back, from which money, and in how many instalments.

First what the person repays, then the account of the relation that ends, then a share of the
pension that goes on, month by month until all is recovered.
"""

from dataclasses import dataclass

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Flag,
    Number,
    choose,
    clip,
    round_half_up,
    round_up,
)
from tongchou.standards.text import Text
from tongchou.standards.time import month

DUPLICATES = "ministry-office-2019-94"
BASIS = "state-council-2023-765-46"
FRAUD = "social-insurance-law-88"

RECOVERED_FROM = month(2010, 1)
"""Two pensions that both began before 2010: one is kept, and nothing comes back."""

FINE_LEAST, FINE_MOST = 2, 5


@dataclass(frozen=True)
class Recovery:
    """How an overpayment comes back 追回, or columns of it; in fen."""

    set_off_fen: Fen
    paid_out_fen: Fen
    debt_fen: Fen


@dataclass(frozen=True)
class Instalments:
    """What a continuing pension repays 按月抵扣: so much a month, and the rest in the last."""

    monthly_fen: Fen
    count: Number
    last_fen: Fen


def overpaid_months(stopped_from: Number, paid_until: Number, sheet: Sheet) -> Number:
    """Return how many months were paid after the pension stopped, the last paid one included."""
    months = paid_until - stopped_from + 1
    return sheet.line(
        "overpaid_months",
        "多发月数",
        "Months overpaid",
        choose(months < 0, 0, months),
        "months",
        put_in("max({} − {} + 1, 0)", (paid_until, "month"), (stopped_from, "month")),
        BASIS,
    )


def owed(drawn_fen: Fen, both_began_in: Number, sheet: Sheet) -> Fen:
    """Return what is to come back of a pension drawn twice: nothing if both began before 2010.

    `both_began_in` is the month in which the second pension began.
    """
    owed_fen: Fen = sheet.line(
        "owed",
        "应退回的重复领取待遇",
        "To come back",
        choose(both_began_in < RECOVERED_FROM, 0, drawn_fen),
        "fen",
        put_in(
            Text("{} 起重复领取 {}", "{1} drawn twice since {0}"),
            (both_began_in, "month"),
            (drawn_fen, "fen"),
        ),
        DUPLICATES,
    )
    return owed_fen


def recovery(
    owed_fen: Fen, repaid_fen: Fen, remainder_fen: Fen, sheet: Sheet, *, may_set_off: Flag = True
) -> Recovery:
    """Return what the remaining account sets off, what of it is paid out, and what stays owed.

    `remainder_fen` is the account balance of the relation that ends, or another benefit, which is
    set off only if the person agrees.
    """
    usable_fen = choose(may_set_off, remainder_fen, 0 * remainder_fen)
    open_fen = clip(owed_fen - repaid_fen, 0, owed_fen)
    set_off_fen = sheet.line(
        "set_off",
        "个人账户余额抵扣",
        "Set off against the account",
        choose(usable_fen < open_fen, usable_fen, open_fen),
        "fen",
        put_in("min({}, {} − {})", (usable_fen, "fen"), (owed_fen, "fen"), (repaid_fen, "fen")),
        DUPLICATES,
    )
    paid_out_fen = sheet.line(
        "paid_out",
        "退还本人的个人账户余额",
        "Account remainder paid to the person",
        remainder_fen - set_off_fen,
        "fen",
        put_in("{} − {}", (remainder_fen, "fen"), (set_off_fen, "fen")),
        DUPLICATES,
    )
    debt_fen = sheet.line(
        "debt",
        "尚应退回",
        "Still owed",
        open_fen - set_off_fen,
        "fen",
        put_in(
            "{} − {} − {}", (owed_fen, "fen"), (owed_fen - open_fen, "fen"), (set_off_fen, "fen")
        ),
        BASIS,
    )
    return Recovery(set_off_fen, paid_out_fen, debt_fen)


def instalments(debt_fen: Fen, pension_fen: Fen, rate_e4: int, sheet: Sheet) -> Instalments:
    """Return how a share of the continuing pension pays a debt off.

    A pension is below 10¹⁰ fen and a rate at most 10⁴, so the product fits. A share that
    rounds to nothing would never end: a fen is the least.
    """
    share_fen = round_half_up(pension_fen * rate_e4, RATE_SCALE)
    monthly_fen = sheet.line(
        "monthly",
        "每月抵扣",
        "Deducted each month",
        choose(share_fen < 1, 1, share_fen),
        "fen",
        put_in("{} × {}", (pension_fen, "fen"), (rate_e4, "rate_e4")),
        DUPLICATES,
    )
    count = sheet.line(
        "instalments",
        "抵扣月数",
        "Months deducted",
        round_up(debt_fen, monthly_fen),
        "months",
        put_in("⌈{} ÷ {}⌉", (debt_fen, "fen"), (monthly_fen, "fen")),
        DUPLICATES,
    )
    whole = choose(count < 1, 0, count - 1)
    last_fen = sheet.line(
        "last",
        "最后一月抵扣",
        "Deducted in the last month",
        debt_fen - whole * monthly_fen,
        "fen",
        put_in("{} − {} × {}", (debt_fen, "fen"), (whole, "months"), (monthly_fen, "fen")),
        DUPLICATES,
    )
    return Instalments(monthly_fen, count, last_fen)


def fine_bounds(drawn_fen: Fen, sheet: Sheet) -> tuple[Fen, Fen]:
    """Return the least and the most fine 罚款 for fraud: two to five times what was drawn."""
    bounds = [
        sheet.line(
            name,
            zh,
            en,
            drawn_fen * times,
            "fen",
            put_in("{} × {}", (drawn_fen, "fen"), (times, "none")),
            FRAUD,
        )
        for name, zh, en, times in (
            ("fine_least", "罚款下限", "Least fine", FINE_LEAST),
            ("fine_most", "罚款上限", "Most fine", FINE_MOST),
        )
    ]
    return bounds[0], bounds[1]
