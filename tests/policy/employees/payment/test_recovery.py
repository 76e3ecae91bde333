"""Overpayments: what comes back, from which money, and in how many instalments."""

from typing import Any

import numpy as np
import pytest
from asking import ask, in_the_case, line_values, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.payment.recovery import (
    fine_bounds,
    instalments,
    overpaid_months,
    owed,
    recovery,
)
from tongchou.policy.employees.payment.recovery_asked import RULE
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month

CASES = cases("recoveries")
ROWS = 10_000

amounts = st.integers(0, 10**8)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_was_drawn_twice_comes_back_in_order(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)
    assert case.get("names", "") in "".join(refusal.text.zh for refusal in answered.refusals)
    assert case.get("field", "") in [refusal.field for refusal in answered.refusals] + [""]


@given(amounts, amounts, amounts)
def test_repaid_set_off_and_debt_are_what_is_owed(owed_fen: int, paid: int, left: int) -> None:
    found = recovery(owed_fen, min(paid, owed_fen), left, Sheet())

    assert min(paid, owed_fen) + found.set_off_fen + found.debt_fen == owed_fen
    assert found.set_off_fen + found.paid_out_fen == left


def test_who_repays_more_than_is_owed_has_nothing_set_off() -> None:
    found = recovery(100, 150, 30, Sheet())

    assert (found.set_off_fen, found.paid_out_fen, found.debt_fen) == (0, 30, 0)


@given(st.integers(1, 10**8), amounts, st.integers(1, 10_000))
def test_the_instalments_are_the_debt(debt_fen: int, pension_fen: int, rate_e4: int) -> None:
    found = instalments(debt_fen, pension_fen, rate_e4, Sheet())

    assert (found.count - 1) * found.monthly_fen + found.last_fen == debt_fen
    assert 0 < found.last_fen <= found.monthly_fen


def test_no_debt_needs_no_instalment() -> None:
    found = instalments(0, 300_000, 2_000, Sheet())

    assert (found.count, found.last_fen) == (0, 0)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1))
def test_a_row_alone_is_recovered_as_in_a_column(seed: int, row: int) -> None:
    drawn_from = np.random.default_rng(seed)
    drawn, repaid, left, pension = (
        drawn_from.integers(0, 10**7, ROWS, dtype=np.int64) for _ in range(4)
    )
    began = drawn_from.integers(month(2005, 1), month(2015, 1), ROWS, dtype=np.int64)

    column = recovery(owed(drawn, began, Sheet()), repaid, left, Sheet())
    parts = instalments(column.debt_fen, pension, 2_000, Sheet())
    alone = recovery(
        owed(int(drawn[row]), int(began[row]), Sheet()), int(repaid[row]), int(left[row]), Sheet()
    )
    part = instalments(alone.debt_fen, int(pension[row]), 2_000, Sheet())

    assert [values[row] for values in vars(column).values()] == list(vars(alone).values())
    assert [values[row] for values in vars(parts).values()] == list(vars(part).values())


def test_months_paid_after_the_stop_count_with_the_last() -> None:
    stopped = month(2025, 2)

    assert overpaid_months(stopped, month(2025, 4), Sheet()) == 3  # February, March and April
    assert overpaid_months(stopped, month(2025, 1), Sheet()) == 0
    assert overpaid_months(stopped, month(2024, 12), Sheet()) == 0


def test_fraud_is_fined_two_to_five_times_what_was_drawn() -> None:
    assert fine_bounds(3_600_000, Sheet()) == (7_200_000, 18_000_000)


@pytest.mark.parametrize(
    ("agrees", "set_off", "paid_out"), [(True, "200.00", "300.00"), (False, "0.00", "500.00")]
)
def test_the_sheet_pays_out_what_the_result_says(agrees: bool, set_off: str, paid_out: str) -> None:
    asked = {
        "recovered_in": "2025-06",
        "drawn": "200",
        "account_remainder": "500",
        "agrees": agrees,
        "pension": "3000",
        "given": {"recovery_rate": "0.20"},
    }

    answered = ask(RULE, asked)

    assert answered.result is not None
    assert (answered.result["set_off"], answered.result["paid_out"]) == (set_off, paid_out)
    assert line_values(answered.worksheet)["paid_out"] == fen_of(paid_out)


def test_the_debt_shows_what_was_repaid_and_what_was_set_off() -> None:
    asked = {
        "second_began_in": "2012-03",
        "recovered_in": "2025-06",
        "drawn": "36000",
        "repaid": "1000",
        "account_remainder": "12500",
        "pension": "3000",
        "given": {"recovery_rate": "0.20"},
    }

    formulas = {line.name: line.formula.zh for line in ask(RULE, asked).worksheet.lines}

    assert formulas["set_off"] == "min(12,500.00, 36,000.00 − 1,000.00)"
    assert formulas["debt"] == "36,000.00 − 1,000.00 − 12,500.00"
    assert formulas["last"] == "22,500.00 − 37 × 600.00"
