"""Disability allowance 病残津贴, for those wholly unable to work before the age, since 2025.

Until 2024 they retired instead: disability retirement 病退, at 50 (men) or 45 (women).
"""

import numpy as np

from tongchou.policy.engine.formulas import Formula, put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Fen, Flag, Number, choose, round_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month, month_text, month_zh

BASIS = "ministry-2024-72"
NEAR, FAR, FEW = 3, 4, 5
"""The articles of the allowance, which are its three cases."""

ARTICLES = {NEAR: "ministry-2024-72-3", FAR: "ministry-2024-72-4", FEW: "ministry-2024-72-5"}
IN_FORCE_FROM = month(2025, 1)
NEAR_MONTHS = 5 * MONTHS_PER_YEAR
GROWS_ABOVE_MONTHS = 5 * MONTHS_PER_YEAR
MONTHS_A_FURTHER_YEAR = 3
APPRAISAL_MONTHS = 12

RETIREMENT_1978 = "state-council-1978-104"
MAN_MONTHS = 50 * MONTHS_PER_YEAR
WOMAN_MONTHS = 45 * MONTHS_PER_YEAR


def allowance_case(
    contribution_months: Number, months_to_retirement: Number, minimum_months: Number, sheet: Sheet
) -> Number:
    """Return the article by which a person, or a column of them, draws the allowance.

    3: the minimum is there, and the statutory age at most five years off; 4: it is there, and
    the age further off; 5: the minimum is not there.
    """
    by_age = choose(months_to_retirement <= NEAR_MONTHS, NEAR, FAR)
    has_minimum = contribution_months >= minimum_months
    told = Formula("累计缴费 {} 个月,最低 {} 个月", "{} months contributed, {} needed")
    if np.any(has_minimum):
        told += Text(",距法定退休年龄 {} 个月", ", {} to the statutory age")
    return sheet.line(
        "case",
        "适用条款",
        "Article that applies",
        choose(has_minimum, by_age, FEW),
        "none",
        put_in(
            told,
            (contribution_months, "months"),
            (minimum_months, "months"),
            (months_to_retirement, "months"),
        ),
        BASIS,
    )


def months_max(law: Law, applied_in: Month, contribution_months: Number, sheet: Sheet) -> Number:
    """Return for how many months the allowance of article 5 is paid at most.

    Twelve up to five years contributed, then three more a year, a part of one counting whole.
    """
    least = sheet.figure(law.figure("disability_allowance_months", applied_in))
    above = contribution_months - GROWS_ABOVE_MONTHS
    further_years = round_up(choose(above < 0, 0, above), MONTHS_PER_YEAR)
    return sheet.line(
        "months_max",
        "病残津贴最长支付月数",
        "Months paid at most",
        least + MONTHS_A_FURTHER_YEAR * further_years,
        "months",
        put_in(
            "{} + {} × {}",
            (least, "months"),
            (MONTHS_A_FURTHER_YEAR, "months"),
            (further_years, "none"),
        ),
        ARTICLES[FEW],
    )


def allowance(case: Number, basic_fen: Fen, pension_fen: Fen, sheet: Sheet) -> Number:
    """Return the monthly allowance: the whole pension by article 3, else its basic part alone.

    What is in the account stays there while articles 4 and 5 pay.
    """
    sheet.carry_provisional()
    sheet.carry_seen()
    return sheet.line(
        "amount",
        "病残津贴月标准",
        "Allowance a month",
        choose(case == NEAR, pension_fen, basic_fen),
        "fen",
        put_in(Text("按第 {} 条", "article {}"), (case, "none")),
        BASIS,
    )


def recalculated_after(months_to_retirement: Number) -> Number:
    """Return after how many months article 4 gives way to article 3: five years before the age.

    At the age itself nothing is determined anew.
    """
    left = months_to_retirement - NEAR_MONTHS
    return choose(left < 0, 0, left)


def stopped_from(resumed_in: Number) -> Number:
    """Return the first month not paid: the one after contributions, or health, came back."""
    return resumed_in + 1


def allowance_refusals(
    *,
    applied_in: Month,
    appraised_in: Month,
    is_wholly_unable: bool,
    months_to_retirement: int,
    draws_pension: bool,
    contributes_from: Month | None = None,
) -> Refusals:
    """Return why a person may not draw the allowance, or nothing."""
    refused: list[Refusal] = []
    if not is_wholly_unable:
        refused.append(_not_unable())
    if applied_in - appraised_in > APPRAISAL_MONTHS:
        refused.append(_appraisal_too_old(appraised_in, applied_in))
    if appraised_in > applied_in:
        refused.append(_appraised_later(appraised_in, applied_in))
    if months_to_retirement <= 0:
        refused.append(_age_reached(months_to_retirement))
    if draws_pension:
        refused.append(_draws_pension())
    if contributes_from is not None and contributes_from < applied_in:
        refused.append(_contributes_earlier(contributes_from, applied_in))
    return tuple(refused)


def disability_retirement_month(birth_month: Number, is_man: Flag, sheet: Sheet) -> Number:
    """Return the month of the age of disability retirement 病退: 50 for men, 45 for women."""
    age_months = choose(is_man, MAN_MONTHS, WOMAN_MONTHS)
    return sheet.line(
        "disability_retirement_month",
        "病退年月",
        "Month of the age of disability retirement",
        birth_month + age_months,
        "month",
        put_in("{} + {}", (birth_month, "month"), (age_months, "months")),
        RETIREMENT_1978,
    )


def disability_retirement_refusals(
    law: Law,
    *,
    reached_in: Month,
    retired_in: Month,
    months: int,
    is_wholly_unable: bool,
    sheet: Sheet,
) -> Refusals:
    """Return why a person may not retire for disability 病退 in a month, or nothing.

    Raises `NotInForce` since 2025, when the allowance took its place.
    """
    needed = law.figure("disability_retirement_months", retired_in)
    sheet.figure(needed)
    refused: Refusals = ()
    if not is_wholly_unable:
        refused += (_not_unable(),)
    if retired_in < reached_in:
        refused += (_too_young(retired_in, reached_in),)
    if months < needed.value:
        refused += (_too_few_years(months, needed.value),)
    return refused


def _not_unable() -> Refusal:
    return Refusal(
        code="disability.not_unable",
        text=Text(
            "劳动能力鉴定结论不是完全丧失劳动能力", "The appraisal does not say: wholly unable"
        ),
        field="wholly_unable",
        basis=BASIS,
        remedy=Text("可申请设区的市级劳动能力鉴定", "Ask for an appraisal at prefecture level"),
    )


def _appraisal_too_old(appraised_in: Month, applied_in: Month) -> Refusal:
    last = appraised_in + APPRAISAL_MONTHS
    return Refusal(
        code="disability.appraisal_too_old",
        text=Text(
            f"鉴定结论一年内有效,截至{month_zh(last)},申请在{month_zh(applied_in)}",
            f"The appraisal held until {month_text(last)}; the claim is of"
            f" {month_text(applied_in)}",
        ),
        field="appraised_in",
        basis=BASIS,
        remedy=Text("请重新鉴定", "Be appraised again"),
    )


def _appraised_later(appraised_in: Month, applied_in: Month) -> Refusal:
    return Refusal(
        code="disability.appraised_later",
        text=Text(
            f"鉴定年月{month_zh(appraised_in)}晚于申请年月{month_zh(applied_in)}",
            f"The appraisal of {month_text(appraised_in)} is later than the claim of"
            f" {month_text(applied_in)}",
        ),
        field="appraised_in",
        basis=BASIS,
        remedy=Text("取得鉴定结论后再申请", "Claim once the appraisal is made"),
    )


def _contributes_earlier(contributes_from: Month, applied_in: Month) -> Refusal:
    return Refusal(
        code="disability.contributes_earlier",
        text=Text(
            f"恢复缴费年月{month_zh(contributes_from)}早于申请年月{month_zh(applied_in)}",
            f"Contributions go on from {month_text(contributes_from)}, before the claim of"
            f" {month_text(applied_in)}",
        ),
        field="contributes_from",
        basis=BASIS,
        remedy=Text(
            "请填写领取津贴后恢复缴费的年月", "Write from when they go on after the allowance began"
        ),
    )


def _age_reached(months_to_retirement: int) -> Refusal:
    return Refusal(
        code="disability.age_reached",
        text=Text(
            f"距法定退休年龄{months_to_retirement}个月,至少应有1个月",
            f"{months_to_retirement} months to the statutory age; at least 1 is needed",
        ),
        field="months_to_retirement",
        basis=BASIS,
        remedy=Text("请办理退休", "Claim the pension"),
    )


def _draws_pension() -> Refusal:
    return Refusal(
        code="disability.draws_pension",
        text=Text("已按月领取基本养老金", "A pension is drawn already"),
        field="draws_pension",
        basis=BASIS,
        remedy=Text("养老金照发,无需申领", "The pension goes on; nothing is to be claimed"),
    )


def _too_few_years(months: int, needed: int) -> Refusal:
    return Refusal(
        code="disability.too_few_months",
        text=Text(
            f"年限{months}个月,病退需要{needed}个月",
            f"{months} months counted; disability retirement needs {needed}",
        ),
        field="contribution_months",
        basis=RETIREMENT_1978,
        remedy=Text("按法定退休年龄办理", "Retire at the statutory age"),
    )


def _too_young(retired_in: Month, reached_in: Month) -> Refusal:
    return Refusal(
        code="disability.age_not_reached",
        text=Text(
            f"{month_zh(retired_in)}尚未达到病退年龄,最早为{month_zh(reached_in)}",
            f"The age of disability retirement is not reached in {month_text(retired_in)};"
            f" the earliest month is {month_text(reached_in)}",
        ),
        field="retirement_month",
        basis=RETIREMENT_1978,
        remedy=Text(f"请在{month_zh(reached_in)}起申领", f"Claim from {month_text(reached_in)} on"),
    )
