"""The wage index: a base against the average wage of the year before."""

from datetime import date
from typing import Any

import numpy as np
import pytest

from tongchou.policy.employees.pension.claim import NotShown
from tongchou.policy.employees.pension.wage_index import (
    Earned,
    average_index,
    by_whole_years,
    wage_index_column,
    wage_indices,
)
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")


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
    assert sheet.lines[-1].formula.zh == "60.8000 ÷ 100"


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


def _average(province: str, paid: int = 10, index: int = 8_000, **facts: Any) -> int:
    return average_index(
        LAW,
        province,
        [],
        [],
        Sheet(),
        earlier_months=[paid],
        earlier_indices_e4=[index],
        retired_in=month(2025, 12),
        **facts,
    )


def test_deemed_months_count_with_the_index_of_deemed_years() -> None:
    # (10 × 0.8 + 30 × 1.0) ÷ 40 = 0.95
    assert _average("34", deemed_months=30) == 9_500
    # 广州 in 广东: (10 × 0.8 + 30 × 1.191) ÷ 40 = 43.73 ÷ 40 = 1.09325
    assert _average("44", deemed_months=30, city="440100") == 10_933
    assert _average("44", deemed_months=30) == 9_500


@pytest.mark.parametrize("province", ["11", "12", "33", "53", "61"])
def test_where_gaps_count_all_months_due_divide(province: str) -> None:
    # 307 months at 2.758 over 348 due: 2.4331; in 天津 to two decimals
    found = _average(province, 307, 27_580, due_months=348)

    assert found == (24_300 if province == "12" else 24_331)


@pytest.mark.parametrize("province", ["13", "34", "44"])
def test_elsewhere_gaps_are_left_out(province: str) -> None:
    assert _average(province, 307, 27_580, due_months=348) == 27_580


def test_fewer_months_due_than_paid_raise_no_index() -> None:
    assert _average("11", 10, 8_000, due_months=9) == 8_000


def test_a_province_that_counts_gaps_must_be_told_the_months_due() -> None:
    with pytest.raises(NotShown) as fault:
        _average("12")

    assert fault.value.refusal.text.zh == "缺少应缴月数"


def test_in_ningxia_years_before_the_account_are_cut_and_all_years_raised() -> None:
    # 89 months deemed and 361 at 0.7357: (7 × 12 + 265.5877) ÷ (38 × 12) = 0.7666
    assert _average("64", 361, 7_357, deemed_months=89) == 7_666


def test_in_ningxia_what_was_paid_before_the_account_counts_with_index_1() -> None:
    # 450 months at 0.7, of which 89 lie before: (450 − 89) × 0.7 + 7 × 12 × 1 = 336.7; ÷ 456
    assert _average("64", 450, 7_000, before=(89, 89 * 7_000)) == 7_384


@pytest.mark.parametrize(
    ("before", "months", "divided"),
    [
        (89, 450, (84 * 10_000, 456)),  # 7 years and 5 months are 7; 37.5 are 38
        (96, 456, (96 * 10_000, 456)),  # whole years stay what they are
        (95, 457, (84 * 10_000, 468)),
    ],
)
def test_whole_years(before: int, months: int, divided: tuple[int, int]) -> None:
    earned = Earned(0, months, 0, before, 10_000, None)

    assert by_whole_years(earned) == divided


@pytest.mark.parametrize(
    ("province", "found"),
    [("34", 7_778), ("12", 7_800), *((code, 7_780) for code in ("36", "37", "46", "63"))],
)
def test_the_average_is_rounded_to_the_decimals_of_the_province(province: str, found: int) -> None:
    # (7 × 1 + 2 × 0) ÷ 9 = 0.77777…
    mean = average_index(
        LAW, province, [], [], Sheet(),
        earlier_months=[7, 2], earlier_indices_e4=[10_000, 0],
        retired_in=month(2025, 12), due_months=9,
    )  # fmt: skip

    assert mean == found


def test_a_year_of_one_base_against_the_wage_of_the_year_before() -> None:
    # 40000 in 2023 against 50000 in 2022 is 0.8, on the province's scale: 6698.08 × 0.8
    assert wage_indices(LAW, "34", [month(2023, 6)], [535_846]) == [8_000]


def test_five_years_average_out() -> None:
    # (0.8 + 1.0 + 1.2 + 1.5 + 2.0) ÷ 5 = 1.3
    found = average_index(
        LAW, "34", [], [], Sheet(),
        earlier_months=[12] * 5, earlier_indices_e4=[8_000, 10_000, 12_000, 15_000, 20_000],
        retired_in=month(2025, 12),
    )  # fmt: skip

    assert found == 13_000


def test_another_reference_year_measures_against_its_own_wage() -> None:
    law = Law(date(2026, 11, 24), {"wage_index_reference": "same_year"}, scheme="110")

    assert wage_indices(law, "34", [month(2023, 9)], [704_438]) == [10_000]


@pytest.mark.parametrize("name", ["wage_index_reference", "wage_index_method"])
def test_a_way_that_nobody_knows_is_refused(name: str) -> None:
    law = Law(date(2026, 11, 24), {name: "sideways"}, scheme="110")

    with pytest.raises(NotInForce) as fault:
        average_index(law, "34", [month(2024, 9)], [704_438], Sheet())

    assert fault.value.name == name


def test_where_cities_differ_an_index_is_against_the_wage_of_the_city() -> None:
    # 武汉: 7489 in 2023, the year before
    assert wage_indices(LAW, "42", [month(2024, 6)], [748_900], "420100") == [10_000]
    with pytest.raises(NotInForce):
        wage_indices(LAW, "42", [month(2024, 6)], [748_900], "")
