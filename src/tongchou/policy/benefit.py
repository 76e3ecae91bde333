"""The monthly pension 基本养老金: basic pension and account pension, on one life or a column."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, put_in, shown
from tongchou.standards.money import round_half_up, yuan_grouped
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month

BASIS = "state-council-2005-38-6"
ANNUITY = "state-council-2005-38-annex"
INDEX_SCALE = 10_000

ANNUITY_MONTHS = tuple(
    int(months)
    for months in """
    233 230 226 223 220 216 212 208 204 199
    195 190 185 180 175 170 164 158 152 145
    139 132 125 117 109 101 93 84 75 65 56
    """.split()
)
"""Annuity months 计发月数 at the ages 40 to 70 (国发〔2005〕38号 附件)."""

YOUNGEST, OLDEST = 40, 70

INTERPOLATED_FROM = month(2025, 1)
"""Since ages are delayed by months, part years count; before that the whole age reached did."""


@dataclass(frozen=True)
class Pension:
    """A monthly pension, or a column of them; in fen."""

    basic_fen: Any
    account_fen: Any
    total_fen: Any


def annuity_months_e1(age_months: Any) -> Any:
    """Return the annuity months ×10 at an age in months, linear between whole ages.

    Rounded half-up to a tenth of a month, as determination sheets since 2025 show it:
    55 years and 1 month is 169.5.
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
    account_balance_fen: Any,
    age_months: Any,
    sheet: Sheet,
    benefit_base_fen: int | None = None,
    annuity_e1: Any = None,
) -> Pension:
    """Return the pension of someone who retires in a month.

    basic = benefit base × (1 + wage index) ÷ 2 × years × 1 %, account = balance ÷ annuity
    months; each rounded half-up to the fen. An official sheet's own base or annuity months
    may be given. Raises `NotInForce` for a province whose method is not known here.
    """
    law.figure("pension_method", retired_in, province)
    if benefit_base_fen is None:
        figure = law.figure("benefit_base", retired_in, province)
        benefit_base_fen = int(figure.value)
        sheet.note_provisional(figure.provisional)
    sheet.line("benefit_base", "计发基数", "Benefit base", benefit_base_fen, "fen", "", BASIS)
    if retired_in < INTERPOLATED_FROM:
        age_months = age_months // MONTHS_PER_YEAR * MONTHS_PER_YEAR
    divisor = sheet.line(
        "annuity_months",
        "计发月数",
        "Annuity months",
        annuity_months_e1(age_months) if annuity_e1 is None else annuity_e1,
        "months_e1",
        put_in("{}岁{}个月", *_age(age_months)),
        ANNUITY,
    )
    basic = sheet.line(
        "basic",
        "基础养老金",
        "Basic pension",
        round_half_up(
            benefit_base_fen * (INDEX_SCALE + wage_index_e4) * contribution_months,
            2 * INDEX_SCALE * MONTHS_PER_YEAR * 100,
        ),
        "fen",
        put_in(
            "{} × (1 + {}) ÷ 2 × {} ÷ 12 × 1 %",
            yuan_grouped(benefit_base_fen),
            _shown(wage_index_e4, "index_e4"),
            contribution_months,
        ),
        BASIS,
    )
    account = sheet.line(
        "account",
        "个人账户养老金",
        "Account pension",
        round_half_up(account_balance_fen * 10, divisor),
        "fen",
        put_in("{} ÷ {}", _shown(account_balance_fen, "fen"), _shown(divisor, "months_e1")),
        BASIS,
    )
    formula = put_in("{} + {}", _shown(basic, "fen"), _shown(account, "fen"))
    total = sheet.line("total", "月基本养老金", "Pension", basic + account, "fen", formula, BASIS)
    return Pension(basic, account, total)


def _shown(value: Any, unit: str) -> Any:
    return value if isinstance(value, np.ndarray) else shown(value, unit)


def _age(age_months: Any) -> tuple[Any, Any]:
    return age_months // MONTHS_PER_YEAR, age_months % MONTHS_PER_YEAR
