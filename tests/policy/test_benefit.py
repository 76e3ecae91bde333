"""The pension: basic and account part, compared with determination sheets."""

from datetime import date
from typing import Any

import pytest
from case_files import cases

from tongchou.policy.benefit import annuity_months_e1, pension, transitional_refusals
from tongchou.policy.law import Law, NotInForce
from tongchou.policy.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month, month_of

LAW = Law(date(2026, 11, 24))


@pytest.mark.parametrize("case", cases("pensions"), ids=lambda case: case["case"])
def test_the_pension_is_the_one_on_the_determination_sheet(case: dict[str, Any]) -> None:
    years, months = map(int, case["age"].split("-"))
    within = int(case.get("within", 0))

    found = pension(
        LAW,
        case["province"],
        month_of(case["retired_in"]),
        contribution_months=int(case["months"]),
        wage_index_e4=fen_of(case["index"], scale=4),
        account_balance_fen=fen_of(case["balance"]),
        age_months=years * 12 + months,
        sheet=Sheet(),
        benefit_base_fen=fen_of(case["base"]),
    )

    assert abs(found.basic_fen - fen_of(case["basic"])) <= within
    assert found.account_fen == fen_of(case["account"])


@pytest.mark.parametrize(
    ("age", "months_e1"),
    [
        ("39-00", 2330),
        ("45-01", 2157),
        ("50-00", 1950),
        ("50-01", 1946),
        ("50-05", 1929),
        ("51-02", 1892),
        ("51-11", 1854),
        ("55-01", 1695),
        ("55-02", 1690),
        ("55-03", 1685),
        ("60-01", 1384),
        ("60-02", 1378),
        ("60-03", 1373),
        ("61-01", 1314),
        ("70-00", 560),
        ("75-06", 560),
    ],
)
def test_annuity_months_lie_evenly_between_whole_ages(age: str, months_e1: int) -> None:
    years, months = map(int, age.split("-"))

    assert annuity_months_e1(years * 12 + months) == months_e1


def _plain(law: Law, province: str, retired_in: int, **given: Any) -> Sheet:
    sheet = Sheet()
    facts = {
        "contribution_months": 360,
        "wage_index_e4": 10_000,
        "account_balance_fen": 10_000_000,
        "age_months": 60 * 12 + 2,
    }
    pension(law, province, retired_in, **(facts | given), sheet=sheet)
    return sheet


def test_before_the_reform_the_whole_age_counts() -> None:
    before = _plain(LAW, "35", month(2024, 12)).worksheet().results
    after = _plain(LAW, "35", month(2025, 1)).worksheet().results

    assert before["annuity_months"] == 1390
    assert after["annuity_months"] == 1378


def test_the_base_is_that_of_the_year_of_retirement() -> None:
    found = _plain(LAW, "34", month(2024, 9)).worksheet()

    assert found.results["benefit_base"] == 784_200
    assert not found.is_provisional


def test_a_base_not_yet_published_stands_in_and_marks_the_worksheet() -> None:
    in_july = Law(date(2025, 7, 31))
    in_october = Law(date(2025, 10, 31))

    paid_ahead = _plain(in_july, "34", month(2025, 7)).worksheet()
    determined = _plain(in_october, "34", month(2025, 7)).worksheet()

    assert paid_ahead.results["benefit_base"] == 784_200  # that of 2024
    assert paid_ahead.is_provisional
    assert determined.results["benefit_base"] == 799_900  # published on 2025-09-17
    assert not determined.is_provisional


def test_two_years_without_a_base_are_refused() -> None:
    with pytest.raises(NotInForce):
        _plain(LAW, "34", month(2027, 1))


def test_a_city_with_a_base_of_its_own_must_be_named() -> None:
    with pytest.raises(NotInForce):
        _plain(LAW, "42", month(2025, 12))

    of_shiyan = _plain(LAW, "42", month(2025, 12), city="420300").worksheet()
    assert of_shiyan.results["benefit_base"] == 734_000


@pytest.mark.parametrize("province", ["22", "33", "41", "44", "50", "51", "54", "63", "66"])
def test_a_province_whose_method_is_not_written_is_refused(province: str) -> None:
    with pytest.raises(NotInForce):
        _plain(LAW, province, month(2025, 12), benefit_base_fen=800_000)


def test_whoever_is_owed_a_transitional_pension_is_refused_clearly() -> None:
    def ask(**facts: Any) -> list[str]:
        return [
            refusal.code for refusal in transitional_refusals(LAW, "34", month(2024, 9), **facts)
        ]

    assert ask() == []
    assert ask(first_month=month(1996, 1)) == []
    assert ask(deemed_months=13) == ["benefit.transitional_pension"]
    assert ask(first_month=month(1995, 12)) == ["benefit.transitional_pension"]
