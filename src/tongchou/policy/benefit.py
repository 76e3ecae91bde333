"""The monthly pension 基本养老金: basic pension and account pension, on one life or a column."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tongchou.policy.law import Law
from tongchou.policy.pension_methods import METHODS, Method
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import Fen, round_half_up
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month, month_text

BASIS = "state-council-2005-38-6"
ANNUITY = "state-council-2005-38-annex"
INDEX_SCALE = 10_000
PERCENT = 100

ANNUITY_MONTHS = (
    *(233, 230, 226, 223, 220, 216, 212, 208, 204, 199),  # at 40 to 49
    *(195, 190, 185, 180, 175, 170, 164, 158, 152, 145),  # at 50 to 59
    *(139, 132, 125, 117, 109, 101, 93, 84, 75, 65, 56),  # at 60 to 70
)
"""Annuity months 计发月数 at the ages 40 to 70 (国发〔2005〕38号 附件)."""

YOUNGEST, OLDEST = 40, 70

INTERPOLATED_FROM = month(2025, 1)
"""Since ages are delayed by months, part years count; before that the whole age reached did."""


@dataclass(frozen=True)
class Pension:
    """A monthly pension 基本养老金, or a column of them; in fen."""

    basic_fen: Fen
    account_fen: Fen
    total_fen: Fen


def annuity_months_e1(age_months: Any) -> Any:
    """Return the annuity months ×10 at an age in months, linear between whole ages.

    Rounded half-up to a tenth of a month, as determination sheets since 2025 show it:
    55 years and 1 month is 169.5. Below 40 and above 70 the ends of the table hold.
    """
    table = np.array(ANNUITY_MONTHS, dtype=np.int64)
    bounded = np.clip(age_months, YOUNGEST * MONTHS_PER_YEAR, OLDEST * MONTHS_PER_YEAR)
    place, part = divmod(bounded - YOUNGEST * MONTHS_PER_YEAR, MONTHS_PER_YEAR)
    after = np.minimum(place + 1, len(table) - 1)
    between = (table[place] * (MONTHS_PER_YEAR - part) + table[after] * part) * 10
    found = round_half_up(between, MONTHS_PER_YEAR)
    return found if isinstance(age_months, np.ndarray) else int(found)


def pension(
    law: Law,
    province: str,
    retired_in: Month,
    *,
    contribution_months: Any,
    wage_index_e4: Any,
    account_balance_fen: Fen,
    age_months: Any,
    sheet: Sheet,
    city: str | None = None,
    benefit_base_fen: int | None = None,
    annuity_months_e1: Any = None,
) -> Pension:
    """Return the pension of whoever retires in a month.

    basic = benefit base × (1 + wage index) ÷ 2 × years × 1 %, account = balance ÷ annuity
    months; years and roundings by the province's method. An official sheet's own base or
    annuity months may be given. Raises `NotInForce` where a figure or the method is unknown.
    """
    method = METHODS[law.word("pension_method", retired_in, province)]
    base_fen = _base(law, province, retired_in, city, benefit_base_fen, sheet)
    basic_fen = _basic(base_fen, wage_index_e4, contribution_months, method, sheet)
    counted_age = (
        age_months
        if retired_in >= INTERPOLATED_FROM
        else age_months // MONTHS_PER_YEAR * MONTHS_PER_YEAR
    )
    divisor_e1 = _divisor(counted_age, annuity_months_e1, sheet)
    account_fen = sheet.line(
        "account",
        "个人账户养老金",
        "Account pension",
        method.round_account(account_balance_fen * 10, divisor_e1),
        "fen",
        put_in("{} ÷ {}", (account_balance_fen, "fen"), (divisor_e1, "months_e1")),
        BASIS,
    )
    total_fen = sheet.line(
        "total",
        "月基本养老金",
        "Pension",
        method.round_total(basic_fen + account_fen, 1),
        "fen",
        put_in("{} + {}", (basic_fen, "fen"), (account_fen, "fen")),
        BASIS,
    )
    return Pension(basic_fen, account_fen, total_fen)


def _base(
    law: Law, province: str, retired_in: Month, city: str | None, given: int | None, sheet: Sheet
) -> int:
    if given is None:
        return sheet.figure(law.figure("benefit_base", retired_in, province, city))
    return int(sheet.line("benefit_base", "计发基数", "Benefit base", given, "fen", "", BASIS))


def _basic(
    base_fen: int, wage_index_e4: Any, contribution_months: Any, method: Method, sheet: Sheet
) -> Any:
    years, parts = method.years(contribution_months)
    return sheet.line(
        "basic",
        "基础养老金",
        "Basic pension",
        method.round_basic(
            base_fen * (INDEX_SCALE + wage_index_e4) * years,
            2 * INDEX_SCALE * PERCENT * parts,
        ),
        "fen",
        put_in(
            "{} × (1 + {}) ÷ 2 × {} ÷ {} × 1%",
            (base_fen, "fen"),
            (wage_index_e4, "index_e4"),
            (years, "none"),
            (parts, "none"),
        ),
        BASIS,
    )


def _divisor(age_months: Any, given: Any, sheet: Sheet) -> Any:
    return sheet.line(
        "annuity_months",
        "计发月数",
        "Annuity months",
        annuity_months_e1(age_months) if given is None else given,
        "months_e1",
        put_in(
            "{}岁{}个月",
            (age_months // MONTHS_PER_YEAR, "none"),
            (age_months % MONTHS_PER_YEAR, "none"),
        )
        if given is None
        else "",
        ANNUITY,
    )


def transitional_refusals(
    law: Law,
    province: str,
    retired_in: Month,
    *,
    deemed_months: int = 0,
    first_month: Month | None = None,
) -> Refusals:
    """Refuse whoever is owed a transitional pension 过渡性养老金, which is not determined here yet.

    Owed with deemed months 视同缴费, or with contributions from before accounts began in
    the province. Nothing is refused to those for whom neither fact is given.
    """
    began = law.value("account_start", retired_in, province) if first_month is not None else 0
    if not deemed_months and (first_month is None or first_month >= began):
        return ()
    zh = f"有视同缴费{deemed_months}个月" if deemed_months else f"{month_text(began)}建账前已有缴费"
    en = (
        f"{deemed_months} deemed months"
        if deemed_months
        else f"Contributions from before accounts began in {month_text(began)}"
    )
    return (
        Refusal(
            code="benefit.transitional_pension",
            text=Text(
                f"{zh},应计过渡性养老金,本系统尚不能核定",
                f"{en}: a transitional pension is due, and is not determined here yet",
            ),
            basis=BASIS,
            field="ssn",
            remedy=Text("请由经办机构按本省办法核定", "Let the agency determine it by hand"),
        ),
    )
