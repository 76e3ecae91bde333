"""The cap of an adjustment 调整总体水平: how far a province's average may rise."""

from typing import NamedTuple

from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import put_in, shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import month


class Allowed(NamedTuple):
    """What a province's rises may come to together, in fen, and on whose word."""

    sum_fen: int
    source: str


def rises_allowed(law: Law, year: int, pensions_before_fen: int, sheet: Sheet) -> Allowed:
    """Return how much the rises of a year may be together.

    The national rate caps the average rise, not a person's: all rises of a province against all
    pensions of the year before, of the same people.
    """
    figure = law.figure("adjustment_cap", month(year, 1))
    rate = sheet.figure(figure)
    sheet.note_provisional(figure.provisional)
    allowed_fen = sheet.line(
        "rises_allowed",
        "允许增加总额",
        "Rises allowed together",
        pensions_before_fen * rate // RATE_SCALE,
        "fen",
        put_in("{} × {}", (pensions_before_fen, "fen"), (rate, "rate_e4")),
        figure.source,
    )
    return Allowed(allowed_fen, figure.source)


def cap_refusals(allowed: Allowed, rises_fen: int) -> Refusals:
    """Return why a province's rises are too high together, or nothing."""
    if rises_fen <= allowed.sum_fen:
        return ()
    met, most = shown(rises_fen, "fen"), shown(allowed.sum_fen, "fen")
    return (
        Refusal(
            code="adjustment.above_cap",
            text=Text(
                f"月增加总额{met}元,超过全国总体调整比例允许的{most}元",
                f"The rises are {met} yuan together; the national rate allows {most}",
            ),
            basis=allowed.source,
            remedy=Text("请调低办法中的标准", "Lower the sums of the set"),
            field="rises",
        ),
    )
