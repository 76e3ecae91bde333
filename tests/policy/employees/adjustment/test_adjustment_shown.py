"""What the worksheet of a yearly adjustment shows: each step, its numbers, and whom it cites."""

import pytest
from asking import ask

from tongchou.policy.employees.adjustment.adjustment_asked import RULE


def test_the_worksheet_shows_each_step_with_its_numbers() -> None:
    asked = {
        "province": "33",
        "year": "2024",
        "pension": "4000",
        "contribution_months": "398",
        "birth": "1957-07",
        "sex": "f",
        "paid_in": "2024-07",
    }

    formulas = {line.name: line.formula.zh for line in ask(RULE, asked).worksheet.lines}

    assert formulas["counted_years"] == "⌈398 ÷ 12⌉"
    assert formulas["years"] == "max(15 × 1.10 + 15 × 1.80 + 4 × 2.20, 11.00)"
    assert formulas["level"] == "4,000.00 × 0.86%"
    assert formulas["age_at_year_end"] == "⌊(2023-12 − 1957-07) ÷ 12⌋"
    assert formulas["total"] == "31.00 + 52.30 + 34.40 + 12.50 + 0.00"
    assert formulas["new_pension"] == "4,000.00 + 130.20"
    assert formulas["arrears_months"] == "2024-07 − 2024-01"
    assert formulas["arrears"] == "130.20 × 6"


@pytest.mark.parametrize(
    ("province", "year", "formula"),
    [
        ("61", "2024", "8.00 + 5 × 1.80"),
        ("31", "2016", "20 × 2.50"),
        ("11", "2014", "max(20 × 3.50, 35.00)"),
    ],
)
def test_the_sum_for_years_shows_what_it_is_made_of(province: str, year: str, formula: str) -> None:
    asked = {"province": province, "year": year, "pension": "5000", "birth": "1950-01"}

    answered = ask(RULE, {**asked, "sex": "m", "contribution_months": "240"})

    assert {line.name: line.formula.zh for line in answered.worksheet.lines}["years"] == formula


@pytest.mark.parametrize(
    ("pension", "formula"), [("2773", "max(100.00, 2,923.00 − 2,773.00)"), ("2772", "")]
)
def test_a_fixed_sum_that_keeps_the_order_shows_the_limit_below(pension: str, formula: str) -> None:
    asked = {"province": "11", "year": "2014", "birth": "1960-04", "sex": "m"}

    answered = ask(RULE, {**asked, "pension": pension, "contribution_months": "60"})

    assert {line.name: line.formula.zh for line in answered.worksheet.lines}["fixed"] == formula


def test_a_total_raised_to_the_lowest_pension_shows_it() -> None:
    asked = {"province": "11", "year": "2014", "pension": "1200", "birth": "1960-04", "sex": "m"}

    answered = ask(RULE, {**asked, "contribution_months": "60"})

    formula = {line.name: line.formula.zh for line in answered.worksheet.lines}["total"]
    assert formula == "max(150.00 + 35.00 + 0.00 + 0.00 + 0.00, 1,463.00 − 1,200.00)"


def test_sums_for_age_topped_up_show_what_was_missing() -> None:
    asked = {"province": "34", "year": "2021", "pension": "3000", "birth": "1945-05", "sex": "m"}

    answered = ask(RULE, {**asked, "contribution_months": "240", "age_sums": "150"})

    formula = {line.name: line.formula.zh for line in answered.worksheet.lines}["age"]
    assert formula == "max(10.00, 30.00)"


@pytest.mark.parametrize(
    ("birth", "sums", "provisional"),
    [("1945-05", None, True), ("1945-05", "150", False), ("1944-05", None, False)],
)
def test_a_sum_for_age_is_provisional_while_what_was_drawn_is_not_shown(
    birth: str, sums: str | None, provisional: bool
) -> None:
    asked = {"province": "34", "year": "2021", "pension": "3000", "birth": birth, "sex": "m"}

    answered = ask(RULE, {**asked, "contribution_months": "240", "age_sums": sums})

    marked = {line.name: line.provisional for line in answered.worksheet.lines}
    assert marked["age"] == provisional


@pytest.mark.parametrize(
    ("province", "year", "basis"),
    [
        ("11", "2014", "beijing-2014-48"),
        ("37", "2022", "adjustment-notices-37"),
        ("31", "2025", "ministry-adjustment-notices"),
    ],
)
def test_a_total_cites_whoever_rounds_or_raises_it(province: str, year: str, basis: str) -> None:
    asked = {"province": province, "year": year, "pension": "3000", "birth": "1960-05", "sex": "m"}

    answered = ask(RULE, {**asked, "contribution_months": "240", "given": {"adjustment_age": "0"}})

    assert {line.name: line.basis for line in answered.worksheet.lines}["total"] == basis
