"""Annuity months 计发月数: over how many months an account is paid, by the age at retirement."""

import numpy as np

from tongchou.policy.employees.pension.claim import NotShown
from tongchou.policy.engine.law import GIVEN
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import Number, round_half_up
from tongchou.standards.time import MONTHS_PER_YEAR, Month, month

BASIS = "state-council-2005-38-annex"

ANNUITY_MONTHS = (
    *(233, 230, 226, 223, 220, 216, 212, 208, 204, 199),  # at 40 to 49
    *(195, 190, 185, 180, 175, 170, 164, 158, 152, 145),  # at 50 to 59
    *(139, 132, 125, 117, 109, 101, 93, 84, 75, 65, 56),  # at 60 to 70
)
"""Annuity months 计发月数 at the ages 40 to 70 (国发〔2005〕38号 附件)."""

YOUNGEST, OLDEST = 40, 70

INTERPOLATED_FROM = month(2025, 1)
"""Since ages are delayed by months, part years count; before that the whole age reached did."""


def _interpolated_e1(age_months: int) -> int:
    """Return the annuity months ×10 at an age, between its years; below the youngest as at it."""
    place, part = divmod(max(age_months - YOUNGEST * MONTHS_PER_YEAR, 0), MONTHS_PER_YEAR)
    after = min(place + 1, OLDEST - YOUNGEST)
    between = ANNUITY_MONTHS[place] * (MONTHS_PER_YEAR - part) + ANNUITY_MONTHS[after] * part
    return int(round_half_up(between * 10, MONTHS_PER_YEAR))


_BY_MONTH_E1 = np.array(
    [_interpolated_e1(age_months) for age_months in range(OLDEST * MONTHS_PER_YEAR + 1)],
    dtype=np.int64,
)


def annuity_months_e1(age_months: Number) -> Number:
    """Return the annuity months ×10 at an age in months, linear between whole ages.

    Rounded half-up to a tenth of a month, as determination sheets since 2025 show it:
    55 years and 1 month is 169.5. Below 40 and above 70 the ends of the table hold.
    """
    found = np.take(_BY_MONTH_E1, age_months, mode="clip")
    return found if isinstance(age_months, np.ndarray) else int(found)


def divisor_e1(
    retired_in: Month, age_months: Number | None, given_e1: Number | None, sheet: Sheet
) -> Number:
    """Return the annuity months ×10 of whoever retires in a month, or those given."""
    if given_e1 is not None:
        return _written(given_e1, GIVEN, sheet)
    if age_months is None:
        raise NotShown("annuity_months", retired_in)
    counted = (
        age_months
        if retired_in >= INTERPOLATED_FROM
        else age_months // MONTHS_PER_YEAR * MONTHS_PER_YEAR
    )
    sheet.line("retirement_age", "退休年龄", "Age at retirement", counted, "age", "", BASIS)
    return _written(annuity_months_e1(counted), BASIS, sheet)


def _written(months_e1: Number, basis: str, sheet: Sheet) -> Number:
    return sheet.line(
        "annuity_months", "计发月数", "Annuity months", months_e1, "months_e1", "", basis
    )
