"""The law: in force when, known when, and never a guess."""

from datetime import date

import numpy as np
import pytest

from tongchou.policy.engine.law import Law, NotInForce
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")


def test_a_figure_holds_from_its_month_on() -> None:
    with pytest.raises(NotInForce):
        LAW.figure("employer_rate", month(2019, 4), "34")

    assert LAW.value("employer_rate", month(2019, 5), "34") == 1600
    assert LAW.value("employer_rate", month(2026, 11), "34") == 1600


def test_a_yearly_figure_lapses_when_nobody_renews_it() -> None:
    assert LAW.value("average_wage", month(2025, 12), "34") == 725_700

    with pytest.raises(NotInForce):
        LAW.figure("average_wage", month(2026, 1), "34")


@pytest.mark.parametrize("other", ["170", ""])
def test_another_scheme_has_no_figure_of_the_employees(other: str) -> None:
    law = Law(LAW.known_on, scheme=other)

    with pytest.raises(NotInForce):
        law.figure("employer_rate", month(2026, 11), "34")
    with pytest.raises(KeyError):
        Law(LAW.known_on, {"employer_rate": "0.16"}, scheme=other)


def test_the_year_of_shanghai_begins_in_july() -> None:
    assert LAW.value("base_floor", month(2024, 6), "31") == 731_000
    assert LAW.value("base_floor", month(2024, 7), "31") == 738_400
    assert LAW.value("base_floor", month(2025, 6), "31") == 738_400
    assert LAW.value("base_floor", month(2025, 7), "31") == 746_000
    assert LAW.value("base_floor", month(2026, 7), "31") == 754_600
    assert not LAW.figure("base_floor", month(2027, 6), "31").provisional
    assert LAW.figure("base_floor", month(2027, 7), "31").provisional
    assert LAW.figure("base_floor", month(2028, 6), "31").provisional
    with pytest.raises(NotInForce):
        LAW.figure("base_floor", month(2028, 7), "31")


def test_before_the_limits_of_2026_were_seen_those_of_2025_stand_in() -> None:
    before, after = Law(date(2026, 11, 22), scheme="110"), Law(date(2026, 11, 23), scheme="110")

    found = [law.figure("base_floor", month(2026, 9), "13") for law in (before, after)]

    assert [(figure.value, figure.provisional) for figure in found] == [
        (400_700, True),
        (407_600, False),
    ]


@pytest.mark.parametrize(
    ("province", "city", "value"),
    [
        ("31", "", 1_257_700),
        ("15", "", 843_000),
        ("65", "", 874_400),
        ("22", "", 748_150),
        ("43", "", 769_400),  # the wage of 2025 is lower, and the base does not fall
    ],
)
def test_a_base_of_2026_that_is_inferred_is_provisional(
    province: str, city: str, value: int
) -> None:
    figure = LAW.figure("benefit_base", month(2026, 5), province, city)

    assert (figure.value, figure.from_month, figure.provisional) == (value, month(2026, 1), True)


def test_what_is_published_later_does_not_exist_yet() -> None:
    before, after = Law(date(2026, 7, 7), scheme="110"), Law(date(2026, 7, 8), scheme="110")

    assert before.figure("benefit_base", month(2026, 3), "52").value == 732_450
    assert before.figure("benefit_base", month(2026, 3), "52").provisional
    assert after.figure("benefit_base", month(2026, 3), "52").value == 737_675
    assert not after.figure("benefit_base", month(2026, 3), "52").provisional


def test_only_figures_that_say_so_are_stood_in_for() -> None:
    assert LAW.figure("benefit_base", month(2026, 12), "34").provisional
    with pytest.raises(NotInForce):
        LAW.figure("average_wage", month(2026, 1), "34")


def test_the_rate_of_2026_is_provisional_and_the_one_of_2025_final() -> None:
    assert not LAW.figure("notional_interest_rate", month(2025, 6)).provisional
    assert LAW.figure("notional_interest_rate", month(2026, 6)).provisional
    assert LAW.value("notional_interest_rate", month(2021, 1)) == 669


def test_a_province_replaces_the_country_and_a_city_the_province() -> None:
    with pytest.raises(NotInForce):
        LAW.figure("employer_rate", month(2020, 1), "44")

    assert LAW.value("benefit_base", month(2025, 1), "44", "440300") == 1_129_300
    assert LAW.value("benefit_base", month(2025, 1), "44", "440100") == 949_300


def test_the_refusal_says_what_where_when_and_what_to_do() -> None:
    with pytest.raises(NotInForce) as fault:
        LAW.figure("transfer_money_mode", month(2022, 1))

    refusal = fault.value.refusal
    assert refusal.code == "law.not_in_force"
    assert refusal.text.zh == "全国2022-01没有生效的“转移资金结算方式”"
    assert refusal.remedy is not None


def test_a_column_over_months_and_provinces_equals_its_rows() -> None:
    provinces = np.array([34, 32, 31, 34, 31])
    months = np.array([month(2024, 9), month(2025, 9), month(2025, 7), month(2024, 1), 24_297])

    column = LAW.column("base_floor", months, provinces)

    assert column.dtype == np.int64
    assert column.tolist() == [
        LAW.value("base_floor", int(at), str(province))
        for at, province in zip(months, provinces, strict=True)
    ]


def test_an_empty_column_stays_empty() -> None:
    assert LAW.column("base_floor", np.array([], dtype=np.int64), "34").tolist() == []
