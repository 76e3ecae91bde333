"""Survivors' benefits: the grants, their months, the cap, and the account inherited."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, in_the_case, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.survivors.survivor import (
    Income,
    grant_months,
    months_left,
    survivor_benefits,
)
from tongchou.policy.employees.survivors.survivor_asked import RULE
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

CASES = cases("survivors")
LAW = Law(date(2026, 11, 24), scheme="110")
ROWS = 10_000
SHANDONG = Income(4_706_600, 12)

lives = st.integers(0, 720)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_survivors_are_paid_what_the_rule_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "provisional" in case], ids=lambda case: case["name"]
)
def test_what_rests_on_an_unsettled_reading_is_marked(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert answered.worksheet.is_provisional == (case["provisional"] == "yes")


@given(lives, st.sampled_from(["dropped", "counted"]))
def test_a_month_more_never_lessens_the_grant(months: int, way: str) -> None:
    assert grant_months(months, way) <= grant_months(months + 1, way)
    assert 3 <= grant_months(months, way) <= 24


@given(lives, st.integers(0, 480))
def test_who_drew_longer_leaves_no_more_and_at_least_nine(months: int, drawn: int) -> None:
    earned = grant_months(months, "dropped")

    assert months_left(earned, drawn) >= months_left(earned, drawn + 1) >= 9


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1), st.booleans())
def test_a_row_alone_is_paid_as_in_a_column(seed: int, row: int, is_capped: bool) -> None:
    drawn_from = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        "is_retired": drawn_from.integers(0, 2, ROWS).astype(bool),
        "contribution_months": drawn_from.integers(0, 480, ROWS, dtype=np.int64),
        "drawn_months": drawn_from.integers(0, 400, ROWS, dtype=np.int64),
        "account_balance_fen": drawn_from.integers(0, 10**8, ROWS, dtype=np.int64),
    }
    if is_capped:
        columns["own_contributions_fen"] = drawn_from.integers(0, 10**7, ROWS, dtype=np.int64)

    column = survivor_benefits(LAW, month(2022, 5), SHANDONG, sheet=Sheet(), **columns)
    alone = survivor_benefits(
        LAW,
        month(2022, 5),
        SHANDONG,
        sheet=Sheet(),
        **{name: values[row].item() for name, values in columns.items()},
    )

    for name, value in vars(alone).items():
        assert np.broadcast_to(getattr(column, name), ROWS)[row] == value, name
    assert alone.total_fen == alone.funeral_fen + alone.survivor_fen + alone.inherited_fen


def test_the_formulas_show_the_fraction_and_the_cap() -> None:
    asked = {
        "died_in": "2022-05",
        "status": "contributing",
        "contribution_months": "24",
        "own_contributions": "10000",
        "given": {"monthly_income": "47066/12"},
    }

    formulas = {line.name: line.formula.zh for line in ask(RULE, asked).worksheet.lines}

    assert formulas["funeral"] == "47,066.00 ÷ 12 × 2"
    assert formulas["survivor"] == "min(47,066.00 ÷ 12 × 3, 2,155.67)"


@pytest.mark.parametrize("way", ["dropped", "counted"])
def test_up_to_fifteen_years_both_readings_agree(way: str) -> None:
    found = [grant_months(months, way) for months in (0, 59, 60, 119, 120, 121, 180)]

    assert found == [3, 3, 6, 6, 9, 9, 9]


def test_a_month_income_is_shown_without_a_divisor() -> None:
    asked = {"province": "42", "died_in": "2025-03", "status": "contributing"}

    answered = ask(RULE, {**asked, "contribution_months": "180"})

    formulas = {line.name: line.formula.zh for line in answered.worksheet.lines}
    assert formulas["funeral"] == "3,915.50 × 2"
    assert formulas["survivor"] == "3,915.50 × 9"
