"""The wage index: a base against the average wage of the year before."""

from datetime import date

import numpy as np
import pytest

from tongchou.policy.law import Law, NotInForce
from tongchou.policy.wage_index import average_index, wage_index_column, wage_indices
from tongchou.policy.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24))


def test_a_month_is_measured_against_the_year_before() -> None:
    # 安徽, 2023: 7044.38; 2022: 6698.08
    assert wage_indices(LAW, "34", [month(2024, 9)], [704_438]) == [10_000]
    assert wage_indices(LAW, "34", [month(2023, 1)], [1_339_616]) == [20_000]


def test_the_average_counts_months_and_earlier_spans_by_their_months() -> None:
    sheet = Sheet()

    found = average_index(
        LAW,
        "34",
        [month(2024, 8), month(2024, 9)],
        [704_438, 704_438],
        sheet,
        earlier_months=[98],
        earlier_indices_e4=[6_000],
    )

    # (2 × 1.0000 + 98 × 0.6000) ÷ 100 = 0.608
    assert found == 6_080
    assert sheet.lines[-1].formula == "60.8000 ÷ 100"


def test_six_months_below_and_six_above_average_out() -> None:
    # 5000 and 6000 against 5500, in six months each: (0.9091 × 6 + 1.0909 × 6) ÷ 12 = 1.0000
    months = [month(2024, number) for number in range(1, 13)]
    low, high = 640_398, 768_478  # 7044.38 × 5000 ÷ 5500 and × 6000 ÷ 5500

    assert average_index(LAW, "34", months, [low] * 6 + [high] * 6, Sheet()) == 10_000


def test_a_column_over_provinces_equals_its_rows() -> None:
    provinces = np.array([34, 32, 31, 34])
    months = np.array([month(2024, 9), month(2024, 9), month(2023, 2), month(2022, 1)])
    bases = np.array([800_000, 900_000, 1_000_000, 500_000], dtype=np.int64)

    column = wage_index_column(LAW, provinces, months, bases).tolist()

    assert column == [
        wage_indices(LAW, str(province), [int(at)], [int(base)])[0]
        for province, at, base in zip(provinces, months, bases, strict=True)
    ]


def test_a_province_that_counts_gaps_is_not_guessed() -> None:
    with pytest.raises(NotInForce) as fault:
        average_index(LAW, "12", [month(2024, 9)], [800_000], Sheet())

    assert "平均缴费工资指数" in fault.value.refusal.text.zh
