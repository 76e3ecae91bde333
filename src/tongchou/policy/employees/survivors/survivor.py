"""Survivors' benefits 遗属待遇: funeral grant, survivor grant, and the account inherited."""

from dataclasses import dataclass

import numpy as np

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import (
    Fen,
    Flag,
    Number,
    choose,
    clip,
    round_down,
    round_half_up,
    round_up,
)
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "ministry-2021-18"
INHERITANCE = "ministry-2011-13-6"
ONE_ONLY = "social-insurance-law-49"

CAPPED_BELOW_YEARS = 5
MIDDLE_FROM_YEARS, UPPER_FROM_YEARS = 5, 10
LOW_MONTHS, MIDDLE_MONTHS, UPPER_MONTHS = 3, 6, 9
GROWS_ABOVE_MONTHS = 15 * MONTHS_PER_YEAR
MOST_MONTHS = 24
NO_CAP_FEN = 10**15
"""More than any grant: what stands where nothing caps."""
RETIRED_LEAST_MONTHS = 9

PART_YEARS = {"dropped": round_down, "counted": round_up}
"""How a part of a year above fifteen counts: not at all, or as a whole year."""


@dataclass(frozen=True)
class Income:
    """A monthly income 月人均可支配收入 as a fraction, `fen` ÷ `parts`: a year's is not rounded."""

    fen: Fen
    parts: int = 1


@dataclass(frozen=True)
class SurvivorBenefits:
    """What survivors are paid 遗属待遇, or columns of it; in fen."""

    funeral_fen: Fen
    survivor_months: Number
    survivor_fen: Fen
    inherited_fen: Fen
    total_fen: Fen


def income_of(law: Law, province: str, died_in: Month, sheet: Sheet) -> Income:
    """Return the monthly income of the year before a death, of the province.

    A month's amount that the province published stands; else it is a twelfth of the year's.
    Raises `NotInForce` where neither is known.
    """
    year_before = died_in - MONTHS_PER_YEAR
    try:
        return Income(sheet.figure(law.figure("monthly_income", year_before, province)))
    except NotInForce:
        yearly = law.figure("urban_income", year_before, province)
    return Income(sheet.figure(yearly), MONTHS_PER_YEAR)


def grant_months(contribution_months: Number, part_years: str) -> Number:
    """Return the months of the survivor grant 抚恤金月数 by months contributed.

    Below five years 3, below ten 6, up to fifteen 9, then one more a year, at most 24.
    """
    above = contribution_months - GROWS_ABOVE_MONTHS
    further_years = PART_YEARS[part_years](choose(above < 0, 0, above), MONTHS_PER_YEAR)
    upper = clip(UPPER_MONTHS + further_years, UPPER_MONTHS, MOST_MONTHS)
    below_upper = choose(
        contribution_months < MIDDLE_FROM_YEARS * MONTHS_PER_YEAR, LOW_MONTHS, MIDDLE_MONTHS
    )
    return choose(contribution_months < UPPER_FROM_YEARS * MONTHS_PER_YEAR, below_upper, upper)


def months_left(months: Number, drawn_months: Number) -> Number:
    """Return what is left of a retired person's months: one less a full year drawn, at least 9."""
    left = months - drawn_months // MONTHS_PER_YEAR
    return choose(left < RETIRED_LEAST_MONTHS, RETIRED_LEAST_MONTHS, left)


def survivor_benefits(
    law: Law,
    died_in: Month,
    income: Income,
    *,
    is_retired: Flag,
    contribution_months: Number,
    drawn_months: Number,
    account_balance_fen: Fen,
    sheet: Sheet,
    own_contributions_fen: Fen | None = None,
) -> SurvivorBenefits:
    """Return what the survivors of someone are paid who died of illness or not at work.

    Whose months were fewer than five years' leaves no more than their own contributions;
    while those are not given, the total is provisional. An income is below 10¹² fen or parts
    of one and months are below 10², so every product fits. Raises `NotInForce` before
    September 2021.
    """
    funeral_months = sheet.figure(law.figure("funeral_months", died_in))
    own_fen = NO_CAP_FEN if own_contributions_fen is None else own_contributions_fen
    is_short = contribution_months < CAPPED_BELOW_YEARS * MONTHS_PER_YEAR
    is_capped = choose(is_retired, 0, is_short * 1) != 0
    cap_fen = choose(is_capped, own_fen, NO_CAP_FEN)
    funeral_fen = _grant("funeral", income, funeral_months, cap_fen, sheet)
    months = _months(law, died_in, is_retired, contribution_months, drawn_months, sheet)
    survivor_fen = _grant("survivor", income, months, cap_fen - funeral_fen, sheet)
    inherited_fen = sheet.line(
        "inherited",
        "继承的个人账户余额",
        "Account balance inherited",
        account_balance_fen,
        "fen",
        "",
        INHERITANCE,
    )
    sheet.carry_provisional()
    if own_contributions_fen is None and bool(np.any(is_capped)):
        sheet.note_provisional(True)
        sheet.note(
            "累计缴费不足5年的,丧葬补助金与抚恤金合计不超过本人缴费部分;未填写该金额,合计未封顶",
            "With less than five years both grants come to no more than the person's own"
            " contributions; these were not given, so the total is not capped",
        )
    total_fen = sheet.line(
        "total",
        "遗属待遇合计",
        "In all",
        funeral_fen + survivor_fen + inherited_fen,
        "fen",
        put_in("{} + {} + {}", (funeral_fen, "fen"), (survivor_fen, "fen"), (inherited_fen, "fen")),
        BASIS,
    )
    return SurvivorBenefits(funeral_fen, months, survivor_fen, inherited_fen, total_fen)


def _months(
    law: Law,
    died_in: Month,
    is_retired: Flag,
    contribution_months: Number,
    drawn_months: Number,
    sheet: Sheet,
) -> Number:
    part_years = law.figure("survivor_part_years", died_in)
    differ = [grant_months(contribution_months, way) for way in PART_YEARS]
    sheet.note_provisional(part_years.provisional and bool(np.any(differ[0] != differ[1])))
    months = sheet.line(
        "grant_months",
        "按缴费年限的抚恤金月数",
        "Months by the years contributed",
        grant_months(contribution_months, part_years.word),
        "months",
        put_in(Text("累计缴费 {} 个月", "{} months contributed"), (contribution_months, "months")),
        BASIS,
    )
    return sheet.line(
        "survivor_months",
        "抚恤金发放月数",
        "Months of the survivor grant",
        choose(is_retired, months_left(months, drawn_months), months),
        "months",
        put_in("max({} − ⌊{} ÷ 12⌋, 9)", (months, "months"), (drawn_months, "months"))
        if np.any(is_retired)
        else "",
        BASIS,
    )


GRANTS = {
    "funeral": Text("丧葬补助金", "Funeral grant"),
    "survivor": Text("抚恤金", "Survivor grant"),
}


def _grant(name: str, income: Income, months: Number, cap_fen: Fen, sheet: Sheet) -> Number:
    """Return a grant, rounded to the fen only at its end, and no more than what is left to pay."""
    owed_fen = round_half_up(income.fen * months, income.parts)
    is_cut = owed_fen > cap_fen
    monthly = "{}" if income.parts == 1 else f"{{}} ÷ {income.parts}"
    formula = f"min({monthly} × {{}}, {{}})" if np.any(is_cut) else f"{monthly} × {{}}"
    sheet.carry_provisional()
    return sheet.line(
        name,
        GRANTS[name].zh,
        GRANTS[name].en,
        choose(is_cut, cap_fen, owed_fen),
        "fen",
        put_in(formula, (income.fen, "fen"), (months, "months"), (cap_fen, "fen")),
        BASIS,
    )


def one_grant_only(other: Text) -> Refusal:
    """Return the refusal of whoever was granted the same by another insurance already."""
    return Refusal(
        code="survivor.one_only",
        text=Text(
            f"已领取{other.zh}的丧葬补助金和抚恤金,只能选择领取一种",
            f"The grants of {other.en} were drawn already; only one insurance pays them",
        ),
        field="other_grant",
        basis=ONE_ONLY,
        remedy=Text("个人账户余额仍可继承", "The account balance is inherited all the same"),
    )
