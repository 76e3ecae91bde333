"""The wage index 缴费工资指数: a person's base against everybody's average wage."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tongchou.policy.law import Law, NotInForce
from tongchou.policy.worksheet import Sheet, put_in
from tongchou.standards.money import round_half_up
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-2005-38-6"
INDEX_SCALE = 10_000
KNOWN_METHOD = "paid_months"


def wage_index_column(
    law: Law,
    provinces: NDArray[np.int64] | str,
    months: NDArray[np.int64],
    base_fens: NDArray[np.int64],
    city: str | None = None,
) -> NDArray[np.int64]:
    """Return each month's index ×10⁴: its base over the average wage of the year before."""
    wages = law.column("average_wage", months - MONTHS_PER_YEAR, provinces, city)
    found: NDArray[np.int64] = round_half_up(base_fens * INDEX_SCALE, wages)
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


def average_index(
    law: Law,
    province: str,
    months: Sequence[Month],
    base_fens: Sequence[int],
    sheet: Sheet,
    *,
    earlier_months: Sequence[int] = (),
    earlier_indices_e4: Sequence[int] = (),
    city: str | None = None,
) -> int:
    """Return the average index 平均缴费工资指数 ×10⁴ over all paid months.

    Earlier spans count with their own average, by their months. Raises `NotInForce` in a
    province that counts otherwise, for instance months due but not paid.
    """
    for asked in dict.fromkeys((*months[:1], *months[-1:])):
        if law.word("wage_index_method", asked, province) != KNOWN_METHOD:
            raise NotInForce("wage_index_method", asked, province)
    total_e4 = sum(wage_indices(law, province, months, base_fens, city)) + sum(
        count * index for count, index in zip(earlier_months, earlier_indices_e4, strict=True)
    )
    count = len(months) + sum(earlier_months)
    return int(
        sheet.line(
            "wage_index",
            "平均缴费工资指数",
            "Average wage index",
            round_half_up(total_e4, max(count, 1)),
            "index_e4",
            put_in("{} ÷ {}", (total_e4, "index_e4"), (count, "months")),
            BASIS,
        )
    )
