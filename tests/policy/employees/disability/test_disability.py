"""The disability allowance: its three cases, its months, and what ends it."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, codes, in_the_case, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.disability.disability import (
    FAR,
    FEW,
    NEAR,
    allowance,
    allowance_case,
    disability_retirement_refusals,
    months_max,
    recalculated_after,
)
from tongchou.policy.employees.disability.disability_asked import RULE
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

CASES = cases("disability")
LAW = Law(date(2026, 11, 24), scheme="110")
ROWS = 10_000
IN_2025 = month(2025, 6)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_allowance_is_what_its_article_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)


@given(st.integers(0, 479))
def test_a_month_more_never_shortens_the_allowance(months: int) -> None:
    found = [months_max(LAW, IN_2025, one, Sheet()) for one in (months, months + 1)]

    assert 12 <= found[0] <= found[1] <= found[0] + 3


def test_nothing_is_left_to_wait_for_once_five_years_remain() -> None:
    assert [recalculated_after(months) for months in (62, 61, 60, 12)] == [2, 1, 0, 0]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1))
def test_a_row_alone_is_judged_as_in_a_column(seed: int, row: int) -> None:
    drawn_from = np.random.default_rng(seed)
    months = drawn_from.integers(0, 400, ROWS, dtype=np.int64)
    to_age = drawn_from.integers(1, 240, ROWS, dtype=np.int64)
    needed = drawn_from.choice(np.array([180, 186, 240], dtype=np.int64), ROWS)
    basic, total = (drawn_from.integers(0, 10**6, ROWS, dtype=np.int64) for _ in range(2))

    case = allowance_case(months, to_age, needed, Sheet())
    amounts = allowance(case, basic, basic + total, Sheet())
    longest = months_max(LAW, IN_2025, months, Sheet())

    one = (int(months[row]), int(to_age[row]), int(needed[row]))
    alone = allowance_case(*one, Sheet())
    assert case[row] == alone
    assert amounts[row] == allowance(alone, int(basic[row]), int(basic[row] + total[row]), Sheet())
    assert longest[row] == months_max(LAW, IN_2025, one[0], Sheet())


def test_only_article_three_pays_the_whole_pension() -> None:
    paid = {case: allowance(case, 100_000, 150_000, Sheet()) for case in (NEAR, FAR, FEW)}

    assert paid == {3: 150_000, 4: 100_000, 5: 100_000}


def test_who_is_able_to_work_does_not_retire_for_disability() -> None:
    (refusal,) = disability_retirement_refusals(
        LAW,
        reached_in=month(2020, 1),
        retired_in=month(2020, 1),
        months=120,
        is_wholly_unable=False,
        sheet=Sheet(),
    )

    assert refusal.code == "disability.not_unable"


def test_an_old_appraisal_is_told_with_the_month_it_held_until() -> None:
    asked = {"contribution_months": "36", "retired_in": "2026-04", "appraised_in": "2025-03"}

    (refusal,) = ask(RULE, asked).refusals

    assert "2026年3月" in refusal.text.zh
    assert "2026-04" in refusal.text.en


def test_the_worksheet_shows_the_basic_part_and_no_account_where_none_is_paid() -> None:
    asked = {
        "contribution_months": "36",
        "province": "35",
        "retired_in": "2025-06",
        "wage_index": "1.012",
        "given": {"benefit_base": "7528"},
    }

    names = [line.name for line in ask(RULE, asked).worksheet.lines]

    assert names[-2:] == ["basic", "amount"]
    assert "account" not in names


def test_the_worksheet_names_the_age_only_where_it_decides() -> None:
    few = {"contribution_months": "36"}
    enough = {"contribution_months": "216", "months_to_retirement": "58", "minimum_months": "180"}

    formulas = [ask(RULE, asked).worksheet.lines[0].formula.zh for asked in (few, enough)]

    assert formulas == [
        "累计缴费 36 个月,最低 180 个月",
        "累计缴费 216 个月,最低 180 个月,距法定退休年龄 58 个月",
    ]


def test_what_no_rule_knows_is_refused() -> None:
    answered = ask(RULE, {"contribution_months": "36", "colour": "red"})

    assert "form.extra_forbidden" in codes(answered)
