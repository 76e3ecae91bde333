"""What is made good when a pension paid ahead is determined 重算补差."""

import numpy as np

from tongchou.policy.recalculation import recalculation
from tongchou.policy.worksheet import Sheet
from tongchou.standards.time import month


def test_the_first_and_the_last_month_are_both_made_good() -> None:
    sheet = Sheet()

    found = recalculation(255_055, 270_051, month(2023, 6), month(2023, 12), sheet)

    # 2700.51 − 2550.55 = 149.96; June to December are 7 months; 1049.72
    assert (found.monthly_fen, found.months, found.total_fen) == (14_996, 7, 104_972)
    assert [line.formula for line in sheet.lines] == [
        "2,700.51 − 2,550.55",
        "2023-12 − 2023-06 + 1",
        "149.96 × 7",
    ]


def test_what_was_paid_too_much_is_taken_back() -> None:
    assert recalculation(300_001, 300_000, 0, 0, Sheet()).total_fen == -1


def test_a_column_is_made_good_row_by_row() -> None:
    paid, due = np.array([100, 200]), np.array([150, 180])

    found = recalculation(paid, due, np.array([0, 3]), 5, Sheet())

    assert found.total_fen.tolist() == [300, -60]  # type: ignore[union-attr]
