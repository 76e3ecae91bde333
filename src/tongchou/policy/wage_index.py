"""The wage index 缴费工资指数: a person's base against everybody's average wage."""

from collections.abc import Sequence

from tongchou.policy.law import Law
from tongchou.policy.worksheet import Sheet, shown
from tongchou.standards.money import round_half_up
from tongchou.standards.time import MONTHS_PER_YEAR, Month

BASIS = "state-council-2005-38-6"
INDEX_SCALE = 10_000


def wage_indices(
    law: Law, province: str, months: Sequence[Month], base_fens: Sequence[int]
) -> list[int]:
    """Return each month's index ×10⁴: its base over the average wage of the year before."""
    return [
        int(
            round_half_up(
                base * INDEX_SCALE, law.value("average_wage", month - MONTHS_PER_YEAR, province)
            )
        )
        for month, base in zip(months, base_fens, strict=True)
    ]


def average_index(
    law: Law,
    province: str,
    months: Sequence[Month],
    base_fens: Sequence[int],
    sheet: Sheet,
    *,
    earlier_months: Sequence[int] = (),
    earlier_indices_e4: Sequence[int] = (),
) -> int:
    """Return the average index 平均缴费工资指数 ×10⁴ over all months, earlier spans by weight."""
    indices = wage_indices(law, province, months, base_fens)
    total = sum(indices) + sum(
        count * index for count, index in zip(earlier_months, earlier_indices_e4, strict=True)
    )
    count = len(months) + sum(earlier_months)
    return int(
        sheet.line(
            "wage_index",
            "平均缴费工资指数",
            "Average wage index",
            round_half_up(total, max(count, 1)),
            "index_e4",
            f"{shown(total, 'index_e4')} ÷ {count}",
            BASIS,
        )
    )
