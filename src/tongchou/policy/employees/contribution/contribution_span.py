"""Contributions over many months, and the settling 多退少补 of what was assessed provisionally."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from tongchou.policy.employees.contribution.contribution import KINDS, Contribution
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.spans import Piece, pieces
from tongchou.policy.engine.worksheet import Sheet, put_in
from tongchou.standards.money import Fen
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text

BASE = "state-council-office-2019-13-3"

FIGURES = {
    "employee": ("base_floor", "base_ceiling", "employer_rate", "employee_rate", "account_rate"),
    "flexible": ("base_floor", "base_ceiling", "flexible_rate", "account_rate"),
}
"""The figures that a month's contribution rests on, by who contributes."""

PARTS = (
    ("employer", "employer_fen", "单位缴费", "employer's contribution"),
    ("employee", "employee_fen", "个人缴费", "employee's contribution"),
    ("account", "account_fen", "划入个人账户", "credited to the account"),
    ("pooled", "pooled_fen", "划入统筹基金", "to the pooled fund"),
)
"""The parts of a contribution: key, field, and how each is called."""


@dataclass(frozen=True)
class Stretch:
    """Months of equal contributions 同一标准的月份: what one month costs, and why they begin."""

    piece: Piece
    monthly: Contribution


def stretches(
    law: Law,
    province: str,
    from_month: Month,
    until_month: Month,
    wage_fen: Fen,
    sheet: Sheet,
    *,
    kind: str = "employee",
    city: str = "",
) -> list[Stretch]:
    """Return the contributions of a span of months on one wage, parted where the law changes.

    `until_month` is exclusive. Each stretch has a line for its base, which says why it
    begins, and the totals follow.
    """
    found = []
    months = range(from_month, until_month)
    for piece in _pieces(law, province, months, wage_fen, kind, city):
        monthly = KINDS[kind](law, province, piece.from_month, wage_fen, Sheet(), city=city)
        found.append(Stretch(piece, monthly))
        title = _title(piece)
        sheet.note_provisional(piece.is_provisional)
        sheet.line(
            f"base_{month_text(piece.from_month)}",
            title.zh,
            title.en,
            monthly.base_fen,
            "fen",
            "",
            BASE,
        )
    stands_in = any(one.piece.is_provisional for one in found)
    for key, field, zh, en in PARTS:
        sheet.note_provisional(stands_in)
        sheet.line(
            key,
            f"{zh}合计",
            f"{en[:1].upper()}{en[1:]} in all",
            sum(getattr(one.monthly, field) * one.piece.months for one in found),
            "fen",
            " + ".join(
                put_in(
                    "{} × {}", (getattr(one.monthly, field), "fen"), (one.piece.months, "months")
                )
                for one in found
            ),
            BASE,
        )
    return found


def _pieces(
    law: Law, province: str, months: range, wage_fen: Fen, kind: str, city: str
) -> list[Piece]:
    """Return the pieces of a span; where every month reaches the ceiling no floor parts it."""
    ceilings = (law.value("base_ceiling", at, province, city) for at in months)
    is_capped = all(wage_fen >= ceiling for ceiling in ceilings)
    names = [name for name in FIGURES[kind] if not (is_capped and name == "base_floor")]
    return pieces(law, names, months.start, months.stop, province, city)


def _title(piece: Piece) -> Text:
    first, last = month_text(piece.from_month), month_text(piece.until_month - 1)
    reason = piece.reason
    return Text(
        f"{first}至{last}缴费基数" + (f"({reason.zh})" if reason.zh else ""),
        f"Monthly base from {first} to {last}" + (f" ({reason.en})" if reason.en else ""),
    )


def settlement(
    then: Law,
    now: Law,
    province: str,
    from_month: Month,
    until_month: Month,
    wage_fen: Fen,
    sheet: Sheet,
    *,
    kind: str = "employee",
    city: str = "",
) -> Mapping[str, Fen]:
    """Return by part what is still to be paid, or below zero given back 多退少补, in fen.

    `then` is the law as it was known when the months were assessed, limits standing in;
    `now` as it is known since. The months are parted wherever either law changes.
    """
    begins = {
        piece.from_month
        for law in (then, now)
        for piece in _pieces(law, province, range(from_month, until_month), wage_fen, kind, city)
    }
    rows = []
    for at, end in pairwise([*sorted(begins), until_month]):
        assessed, final = (
            KINDS[kind](law, province, at, wage_fen, Sheet(), city=city) for law in (then, now)
        )
        rows.append((assessed, final, end - at))
    return {
        key: sheet.line(
            f"{key}_settled",
            f"{zh}多退少补",
            f"To settle: {en}",
            sum(
                (getattr(final, field) - getattr(assessed, field)) * months
                for assessed, final, months in rows
            ),
            "fen",
            " + ".join(
                put_in(
                    "({} − {}) × {}",
                    (getattr(final, field), "fen"),
                    (getattr(assessed, field), "fen"),
                    (months, "months"),
                )
                for assessed, final, months in rows
            ),
            BASE,
        )
        for key, field, zh, en in PARTS
    }
