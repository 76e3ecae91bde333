"""Contributions over many months on one wage, parted wherever the law changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from tongchou.policy.employees.contribution.contribution import KINDS, Contribution
from tongchou.policy.engine.formulas import joined, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.spans import Piece, pieces
from tongchou.policy.engine.worksheet import Sheet
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
class Segment:
    """Months of equal contributions 同一标准的月份: what one month costs, and why they begin."""

    piece: Piece
    monthly: Contribution

    def sum_fen(self, field: str) -> Fen:
        """Return a part of the contribution over all its months, in fen."""
        amount_fen: Fen = getattr(self.monthly, field)
        return amount_fen * self.piece.months


def totals(found: Sequence[Segment]) -> dict[str, Fen]:
    """Return each part of the contributions over all stretches, in fen."""
    return {key: sum(one.sum_fen(field) for one in found) for key, field, _, _ in PARTS}


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
) -> list[Segment]:
    """Return the contributions of a span of months on one wage, parted where the law changes.

    `until_month` is exclusive. Each stretch has a line for its base, which says why it
    begins, and the totals follow.
    """
    found = []
    months = range(from_month, until_month)
    for piece in contribution_pieces(law, province, months, wage_fen, kind, city):
        monthly = KINDS[kind](law, province, piece.from_month, wage_fen, Sheet(), city=city)
        found.append(Segment(piece, monthly))
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
    sums = totals(found)
    stands_in = any(one.piece.is_provisional for one in found)
    for key, field, zh, en in PARTS:
        sheet.note_provisional(stands_in)
        sheet.line(
            key,
            f"{zh}合计",
            f"{en[:1].upper()}{en[1:]} in all",
            sums[key],
            "fen",
            joined(
                " + ",
                (
                    put_in(
                        "{} × {}",
                        (getattr(one.monthly, field), "fen"),
                        (one.piece.months, "months"),
                    )
                    for one in found
                ),
            ),
            BASE,
        )
    return found


def contribution_pieces(
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
