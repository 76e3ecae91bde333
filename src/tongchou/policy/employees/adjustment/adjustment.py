"""The yearly adjustment 基本养老金调整: what a pension rises by, under a province's set of a year.

A set is data: a fixed sum, sums for years, a share of the own pension, sums for age and for
hardship areas. What a notice does not have is no part of its set; a part that every set has and
that is not known here is `NotInForce`. Since ages are those at the end of the year before,
sets by years of birth are entered as ages.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tongchou.policy.employees.adjustment.adjustment_set import PART_YEARS, ROUNDINGS, AdjustmentSet
from tongchou.policy.engine.blocks import is_any
from tongchou.policy.engine.brackets import Bracket, bracket_at, brackets_of, exact_bracket, shares
from tongchou.policy.engine.figures import RATE_SCALE
from tongchou.policy.engine.formulas import NO_FORMULA, Formula, joined, put_in
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.roundings import said
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    FEN_PER_YUAN,
    Fen,
    Flag,
    Number,
    choose,
    round_down,
    round_half_up,
    round_up,
)
from tongchou.standards.time import MONTHS_PER_YEAR, Month

NOTICES = "ministry-adjustment-notices"


@dataclass(frozen=True)
class Retiree:
    """Whose pension is adjusted: that of December before, and what the set asks about a person.

    Each may be a column. Class 0 is no hardship area. `age_sums_fen` are the sums for age drawn
    so far, which a topping up is measured against; None says that they are not shown.
    """

    pension_fen: Fen
    contribution_months: Number
    birth: Number
    is_woman: Flag = False
    hardship_class: Number = 0
    age_sums_fen: Fen | None = None


@dataclass(frozen=True)
class Adjustment:
    """The parts of an adjustment 调整, their total, and the pension after it, in fen."""

    fixed_fen: Fen
    years_fen: Fen
    level_fen: Fen
    age_fen: Fen
    hardship_fen: Fen
    total_fen: Fen
    adjusted_fen: Fen


def benefit_adjustment(
    law: Law, province: str, year: int, retiree: Retiree, sheet: Sheet
) -> Adjustment:
    """Return the adjustment 基本养老金调整 of a pension in a year, part by part."""
    asked = AdjustmentSet(law, province, year)
    fixed = _fixed(asked, retiree.pension_fen, sheet)
    years = _years(asked, retiree.contribution_months, sheet)
    level = _level(asked, retiree.pension_fen, sheet)
    age = _age(asked, retiree, sheet)
    hardship = _hardship(asked, retiree.hardship_class, sheet)
    total = _total(asked, [fixed, years, level, age, hardship], retiree.pension_fen, sheet)
    sheet.carry_provisional()
    adjusted = sheet.line(
        "new_pension",
        "调整后基本养老金",
        "Pension after the adjustment",
        retiree.pension_fen + total,
        "fen",
        put_in("{} + {}", (retiree.pension_fen, "fen"), (total, "fen")),
        NOTICES,
    )
    return Adjustment(fixed, years, level, age, hardship, total, adjusted)


def _fixed(asked: AdjustmentSet, pension_fen: Fen, sheet: Sheet) -> Number:
    """Return the fixed sum 定额调整, which may depend on the step the pension lies in."""
    figure = asked.figure("adjustment_fixed")
    steps = [
        Bracket(step.start * FEN_PER_YUAN, step.amount_fen) for step in brackets_of(figure.word)
    ]
    ordered, _ = asked.way(OVERTAKING, "adjustment_overtaking", as_it_is)
    fixed, formula = ordered(steps, pension_fen, bracket_at(steps, pension_fen))
    sheet.note_provisional(figure.provisional)
    return sheet.line("fixed", "定额调整", "Fixed sum", fixed, "fen", formula, figure.source)


def as_it_is(_steps: Sequence[Bracket], _pension_fen: Fen, fixed: Number) -> tuple[Number, Formula]:
    """Return the fixed sum of the step, whatever comes out."""
    return fixed, NO_FORMULA


def raised_to_the_step_below(
    steps: Sequence[Bracket], pension_fen: Fen, fixed: Number
) -> tuple[Number, Formula]:
    """Return the fixed sum, raised so that nobody of the step below comes out higher.

    A step's pensions after the fixed sum are at least the limit between it and the step below,
    with the sum of the step below.
    """
    least = pension_fen * 0
    for below, step in pairwise(steps):
        least = choose(pension_fen >= step.start, step.start + below.amount_fen, least)
    missing = least - pension_fen
    formula = put_in("max({}, {} − {})", (fixed, "fen"), (least, "fen"), (pension_fen, "fen"))
    return choose(fixed < missing, missing, fixed), formula if is_any(least) else NO_FORMULA


OVERTAKING = {"raised_to_the_step_below": raised_to_the_step_below}
"""How a set by steps keeps the order of pensions, by the words of the provinces' files."""


def _years(asked: AdjustmentSet, contribution_months: Number, sheet: Sheet) -> Number:
    """Return the sum for years 缴费年限调整: by steps, with a first sum, and at least a minimum."""
    figure = asked.figure("adjustment_years")
    years = _counted_years(asked, contribution_months, sheet)
    first, least = asked.has("adjustment_years_first"), asked.has("adjustment_years_minimum")
    earned: Number = first.value if first else 0
    terms = [put_in("{}", (earned, "fen"))] if first else []
    for count, each_fen in shares(brackets_of(figure.word), years):
        earned = earned + count * each_fen
        if not is_any(count == 0) or not terms:
            terms.append(put_in("{} × {}", (count, "none"), (each_fen, "fen")))
    formula = joined(" + ", terms)
    if least:
        formula = put_in("max({}, {})", formula, (least.value, "fen"))
        earned = choose(earned < least.value, least.value, earned)
    sheet.note_provisional(figure.provisional)
    return sheet.line(
        "years", "缴费年限调整", "Sum for years", earned, "fen", formula, figure.source
    )


def _counted_years(asked: AdjustmentSet, contribution_months: Number, sheet: Sheet) -> Number:
    figure = asked.figure("adjustment_part_years")
    count, _ = asked.way(PART_YEARS, "adjustment_part_years")
    opens, closes = "⌈⌉" if count is round_up else "⌊⌋"
    # What becomes of a part of a year is in doubt only where there is one.
    sheet.note_provisional(figure.provisional and is_any(contribution_months % MONTHS_PER_YEAR))
    return sheet.line(
        "counted_years",
        "计算调整的缴费年限",
        "Years that count",
        count(contribution_months, MONTHS_PER_YEAR),
        "none",
        put_in(f"{opens}{{}} ÷ 12{closes}", (contribution_months, "months")),
        figure.source,
    )


def _level(asked: AdjustmentSet, pension_fen: Fen, sheet: Sheet) -> Number:
    """Return the share of the own pension 按比例调整.

    At most 10¹⁰ fen times a rate below 10⁴ are 10¹⁴, far below the 9 × 10¹⁸ of a whole number.
    """
    figure = asked.figure("adjustment_rate")
    rate = sheet.figure(figure)
    rounded, by = asked.way(ROUNDINGS, "adjustment_level_rounding", round_half_up)
    sheet.note_provisional(by is not None and by.provisional)
    return sheet.line(
        "level",
        "按本人养老金水平调整",
        "Share of the own pension",
        rounded(pension_fen * rate, RATE_SCALE),
        "fen",
        said(put_in("{} × {}", (pension_fen, "fen"), (rate, "rate_e4")), rounded),
        figure.source,
    )


def _age(asked: AdjustmentSet, retiree: Retiree, sheet: Sheet) -> Number:
    """Return the sum for age 高龄倾斜, at the end of the year before."""
    figure = asked.has("adjustment_age") or _age_not_due(asked, retiree.birth)
    of_women = asked.has("adjustment_age_women") or figure
    age = sheet.line(
        "age_at_year_end",
        "上年末周岁",
        "Age at the end of the year before",
        _age_of(asked, retiree.birth),
        "none",
        put_in("⌊({} − {}) ÷ 12⌋", (asked.age_month, "month"), (retiree.birth, "month")),
        figure.source,
    )
    due = choose(
        retiree.is_woman,
        bracket_at(brackets_of(of_women.word), age),
        bracket_at(brackets_of(figure.word), age),
    )
    sheet.note_provisional(figure.provisional or of_women.provisional)
    topped = asked.has("adjustment_age_topped_up_to")
    formula = NO_FORMULA
    if topped is not None:
        level = exact_bracket(brackets_of(topped.word), age)
        # Without the sums drawn so far nobody can say what is missing of the level.
        sheet.note_provisional(retiree.age_sums_fen is None and is_any(level))
        if retiree.age_sums_fen is not None:
            missing = level - retiree.age_sums_fen
            formula = put_in("max({}, {})", (due, "fen"), (missing, "fen"))
            due = choose(due < missing, missing, due)
    return sheet.line("age", "高龄倾斜", "Sum for age", due, "fen", formula, figure.source)


def _age_not_due(asked: AdjustmentSet, birth: Number) -> Figure:
    """Return a figure of nothing for ages at which no sum is due, where the sums are not known."""
    begins = asked.figure("adjustment_age_from")
    if is_any(_age_of(asked, birth) >= begins.value):
        raise NotInForce("adjustment_age", asked.starts, asked.province)
    return replace(begins, word=f"{begins.value}: 0")


def _age_of(asked: AdjustmentSet, birth: Number) -> Number:
    return round_down(asked.age_month - birth, MONTHS_PER_YEAR)


def differs_by_sex(asked: AdjustmentSet, birth: Month) -> bool:
    """Return whether a woman has another sum for age than a man born in the same month."""
    of_women = asked.has("adjustment_age_women")
    if of_women is None:
        return False
    age = _age_of(asked, birth)
    words = (of_women.word, asked.figure("adjustment_age").word)
    of_a_woman, of_a_man = (bracket_at(brackets_of(word), age) for word in words)
    return bool(of_a_woman != of_a_man)


def _hardship(asked: AdjustmentSet, hardship_class: Number, sheet: Sheet) -> Number:
    """Return the sum for a hardship area 艰苦边远地区; the set is asked only where there is one."""
    if not is_any(hardship_class):
        return hardship_class * 0
    figure = asked.figure("adjustment_hardship")
    sheet.note_provisional(figure.provisional)
    return sheet.line(
        "hardship",
        "艰苦边远地区倾斜",
        "Sum for a hardship area",
        exact_bracket(brackets_of(figure.word), hardship_class),
        "fen",
        "",
        figure.source,
    )


def _total(asked: AdjustmentSet, parts: Sequence[Number], pension_fen: Fen, sheet: Sheet) -> Number:
    """Return all parts, rounded as the set says, and raised to the province's lowest pension."""
    rounded, by = asked.way(ROUNDINGS, "adjustment_total_rounding", round_half_up)
    total = sum(parts) if by is None else rounded(sum(parts), 1)
    formula = put_in(" + ".join("{}" for _ in parts), *((part, "fen") for part in parts))
    formula = said(formula, rounded)
    least = asked.has("adjustment_lowest_pension")
    if least is not None:
        missing = least.value - pension_fen
        formula = put_in("max({}, {} − {})", formula, (least.value, "fen"), (pension_fen, "fen"))
        total = choose(total < missing, missing, total)
    basis = by or least
    sheet.carry_provisional()
    return sheet.line(
        "total",
        "月增加额",
        "Monthly rise",
        total,
        "fen",
        formula,
        basis.source if basis else NOTICES,
    )
