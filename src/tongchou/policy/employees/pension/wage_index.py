"""The wage index 缴费工资指数: a person's base against everybody's average wage."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tongchou.policy.employees.pension.claim import NotShown, way_in_force
from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.rule import rule
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import clip, round_half_up, round_up
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-2005-38-6"
INDEX_SCALE = 10_000
INDEX_DIGITS = 4

REFERENCES = {"year_before": MONTHS_PER_YEAR, "same_year": 0}
"""How many months before a month the average wage lies that it is measured against."""


@rule("wage-index", version=1)
def wage_index_column(
    law: Law,
    provinces: NDArray[np.int64] | str,
    months: NDArray[np.int64],
    base_fens: NDArray[np.int64],
    city: str | None = None,
) -> NDArray[np.int64]:
    """Return each month's index ×10⁴: its base over the average wage of the reference year."""
    wages = law.column(
        "average_wage", months - _months_back(law, provinces, months), provinces, city
    )
    return np.asarray(round_half_up(base_fens * INDEX_SCALE, wages))


def _months_back(
    law: Law, provinces: NDArray[np.int64] | str, months: NDArray[np.int64]
) -> int | NDArray[np.int64]:
    """Return how far back the reference year of each province lies, as of the last month."""
    last = int(months.max(initial=0))

    def back(province: str) -> int:
        return way_in_force(REFERENCES, law, "wage_index_reference", last, province)[0]

    if isinstance(provinces, str):
        return back(provinces)
    found = np.zeros(len(months), dtype=np.int64)
    for code in np.unique(provinces).tolist():
        found[provinces == code] = back(f"{code:02d}")
    return found


def wage_indices(
    law: Law,
    province: str,
    months: Sequence[Month],
    base_fens: Sequence[int],
    city: str | None = None,
) -> list[int]:
    """Return each month's index ×10⁴ of one person, month by month."""
    if not months:
        return []
    asked = np.array(months, dtype=np.int64)
    found: list[int] = wage_index_column(
        law, province, asked, np.array(base_fens, dtype=np.int64), city
    ).tolist()
    return found


@rule("average-index", version=1)
def average_index(
    law: Law,
    province: str,
    months: Sequence[Month],
    base_fens: Sequence[int],
    sheet: Sheet,
    *,
    earlier_months: Sequence[int] = (),
    earlier_indices_e4: Sequence[int] = (),
    deemed_months: int = 0,
    before: tuple[int, int] = (0, 0),
    due_months: int | None = None,
    retired_in: Month | None = None,
    city: str | None = None,
) -> int:
    """Return the average index 平均缴费工资指数 ×10⁴, by the way the province divides.

    Earlier spans count with their own average, by their months; deemed months with the index
    of deemed years. `before` are (months, sum of their indices) of the earlier ones that lie
    before the account. `due_months` are all from the first month to the retirement, paid or
    not: a province that counts gaps needs them. Rounded half-up to the province's decimals.
    """
    asked = retired_in if retired_in is not None else max(months, default=0)
    divide, _ = way_in_force(DIVISIONS, law, "wage_index_method", asked, province)
    total_e4 = sum(wage_indices(law, province, months, base_fens, city)) + sum(
        count * index for count, index in zip(earlier_months, earlier_indices_e4, strict=True)
    )
    deemed_e4 = 0
    if deemed_months or before[0]:
        deemed_e4 = sheet.figure(law.figure("deemed_index", asked, province, city or ""))
    total_e4, count = divide(
        Earned(
            total_e4=total_e4 + deemed_months * deemed_e4,
            months=len(months) + sum(earlier_months) + deemed_months,
            before_e4=before[1] + deemed_months * deemed_e4,
            before=before[0] + deemed_months,
            deemed_e4=deemed_e4,
            due=due_months,
        )
    )
    digits = clip(law.value("wage_index_digits", asked, province), 0, INDEX_DIGITS)
    coarser = 10 ** (INDEX_DIGITS - digits)
    return int(
        sheet.line(
            "wage_index",
            "平均缴费工资指数",
            "Average wage index",
            round_half_up(total_e4, max(count, 1) * coarser) * coarser,
            "index_e4",
            put_in("{} ÷ {}", (total_e4, "index_e4"), (count, "months")),
            BASIS,
        )
    )


class Earned(NamedTuple):
    """What an average divides: indices ×10⁴ and months, in all and before the account."""

    total_e4: int
    months: int
    before_e4: int
    before: int
    deemed_e4: int
    due: int | None


Division = Callable[[Earned], tuple[int, int]]
"""Turns what was earned into what is divided by what."""


def by_months_paid(earned: Earned) -> tuple[int, int]:
    """Return all indices over all months that count: gaps are left out."""
    return earned.total_e4, earned.months


def by_months_due(earned: Earned) -> tuple[int, int]:
    """Return all indices over all months due 应缴年限: a gap counts with index 0."""
    if earned.due is None:
        raise NotShown("due_months", 0)
    return earned.total_e4, max(earned.due, earned.months)


def by_whole_years(earned: Earned) -> tuple[int, int]:
    """Return years before the account cut to whole ones, and all years raised to whole ones.

    The years before the account count with the index of deemed years, whatever was paid.
    """
    whole_before = earned.before // MONTHS_PER_YEAR * MONTHS_PER_YEAR
    total_e4 = earned.total_e4 - earned.before_e4 + whole_before * earned.deemed_e4
    return total_e4, round_up(earned.months, MONTHS_PER_YEAR) * MONTHS_PER_YEAR


DIVISIONS: Mapping[str, Division] = {
    "paid_months": by_months_paid,
    "due_months": by_months_due,
    "whole_years": by_whole_years,
}
"""The ways of averaging by the words under which the provinces' files know them."""
