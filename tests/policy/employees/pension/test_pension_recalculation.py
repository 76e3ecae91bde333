"""What is made good when a pension paid ahead is determined 重算补差."""

import numpy as np
import pytest
from asking import ask

from tongchou.policy.employees.pension.pension_recalculation import recalculation
from tongchou.policy.employees.pension.pension_recalculation_asked import RULE
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

ASKED = {
    "province": "35",
    "retired_in": "2025-03",
    "wage_index": "1",
    "contribution_months": "360",
    "account_balance": "139000",
    "age_years": "60",
    "provisional_base": "7776",
    "through": "2025-09",
}


def test_the_first_and_the_last_month_are_both_made_good() -> None:
    sheet = Sheet()

    found = recalculation(255_055, 270_051, month(2023, 6), month(2023, 12), sheet)

    # 2700.51 − 2550.55 = 149.96; June to December are 7 months; 1049.72
    assert (found.monthly_fen, found.months, found.total_fen) == (14_996, 7, 104_972)
    assert [line.formula.zh for line in sheet.lines] == [
        "2,700.51 − 2,550.55",
        "2023-12 − 2023-06 + 1",
        "149.96 × 7",
    ]


def test_what_rests_on_a_provisional_pension_is_provisional() -> None:
    sheet = Sheet()
    sheet.note_provisional(provisional=True)
    sheet.line("total", "", "", 200, "fen", "", "")

    recalculation(100, 200, 0, 1, sheet)

    assert [line.provisional for line in sheet.lines[1:]] == [True, False, True]


def test_what_was_paid_too_much_is_taken_back() -> None:
    assert recalculation(300_001, 300_000, 0, 0, Sheet()).total_fen == -1


def test_a_column_is_made_good_row_by_row() -> None:
    paid, due = np.array([100, 200]), np.array([150, 180])

    found = recalculation(paid, due, np.array([0, 3]), 5, Sheet())

    assert found.total_fen.tolist() == [300, -60]  # type: ignore[union-attr]


def test_the_worksheet_shows_what_was_paid_and_on_which_base() -> None:
    lines = {line.name: line for line in ask(RULE, ASKED).worksheet.lines}

    assert lines["provisional_base"].value == 777_600
    # 7776 × 30 % + 139000 ÷ 139
    assert lines["provisional_total"].value == 333_280
    assert lines["provisional_total"].formula.zh == "2,332.80 + 1,000.00"
    assert lines["monthly_difference"].formula.zh == "3,379.60 − 3,332.80"


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"through": "2025-03"}, "recalculation.nothing_paid", "through"),
        ({"provisional_base": "-0.01"}, "form.greater_than_equal", "provisional_base"),
    ],
)
def test_nothing_is_made_good_of_what_cannot_have_been_paid(
    facts: dict[str, str], code: str, field: str
) -> None:
    (refusal,) = ask(RULE, ASKED | facts).refusals

    assert (refusal.code, refusal.field) == (code, field)


def test_the_first_month_alone_may_be_made_good() -> None:
    found = ask(RULE, ASKED | {"through": "2025-04"}).result

    assert found is not None
    assert found["months"] == 1
