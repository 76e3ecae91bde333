"""Contributions: what a wage obliges both sides to pay."""

from datetime import date
from typing import Any

import pytest
from case_files import cases

from tongchou.policy.contribution import contribution
from tongchou.policy.law import Law, NotInForce
from tongchou.policy.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month, month_of

LAW = Law(date(2026, 11, 24))


@pytest.mark.parametrize("case", cases("contributions"), ids=lambda case: case["case"])
def test_a_wage_is_kept_within_the_limits_and_shared(case: dict[str, Any]) -> None:
    found = contribution(
        LAW, case["province"], month_of(case["month"]), fen_of(case["wage"]), Sheet()
    )

    assert found.base_fen == fen_of(case["base"])
    assert found.employer_fen == fen_of(case["employer"])
    assert found.employee_fen == fen_of(case["employee"])
    assert found.account_fen + found.pooled_fen == found.employer_fen + found.employee_fen


def test_a_raised_and_a_cut_wage_are_told_apart() -> None:
    low, fit, high = (
        contribution(LAW, "34", month(2024, 9), wage_fen, Sheet())
        for wage_fen in (422_699, 422_700, 2_113_301)
    )

    assert (low.floored, low.capped) == (True, False)
    assert (fit.floored, fit.capped) == (False, False)
    assert (high.floored, high.capped) == (False, True)


def test_nothing_is_assessed_once_the_limits_have_lapsed() -> None:
    with pytest.raises(NotInForce) as fault:
        contribution(LAW, "34", month(2027, 1), 800_000, Sheet())

    refusal = fault.value.refusal
    assert refusal.code == "law.not_in_force"
    assert "安徽" in refusal.text.zh
    assert "2027-01" in refusal.text.zh
    assert "缴费基数下限" in refusal.text.zh
    assert "Anhui" in refusal.text.en
    assert refusal.remedy is not None


def test_the_corps_has_no_limits_that_were_published() -> None:
    with pytest.raises(NotInForce):
        contribution(LAW, "66", month(2024, 9), 800_000, Sheet())


def test_the_worksheet_shows_the_numbers_put_in() -> None:
    sheet = Sheet()

    contribution(LAW, "34", month(2024, 9), 300_000, sheet)

    lines = {line.name: line for line in sheet.lines}
    assert lines["base"].formula == "min(max(3,000.00, 4,227.00), 21,133.00)"
    assert lines["employer"].formula == "4,227.00 × 16.00%"
    assert lines["base_floor"].basis == "provincial-publication-34"
