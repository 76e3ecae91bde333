"""Contributions: what a wage obliges both sides to pay, and what a flexible worker pays."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, in_the_case, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.contribution.contribution import contribution, flexible_contribution
from tongchou.policy.employees.contribution.contribution_asked import RULE
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month, month_of

LAW = Law(date(2026, 11, 24), scheme="110")
CASES = cases("contributions")
EMPLOYEES = [
    case
    for case in CASES
    if "result" in case and not {"kind", "given", "city"} & case["asked"].keys()
]
ROWS = 10_000

wages = st.integers(1, 10_000_000)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_month_costs_what_the_case_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "provisional" in case], ids=lambda case: case["name"]
)
def test_what_stands_in_for_a_final_figure_is_marked(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert answered.worksheet.is_provisional == (case["provisional"] == "yes")


@pytest.mark.parametrize("case", EMPLOYEES, ids=lambda case: case["name"])
def test_the_rule_itself_gives_whole_fen(case: dict[str, Any]) -> None:
    asked, result = case["asked"], case["result"]

    due = contribution(
        LAW, asked["province"], month_of(asked["month"]), fen_of(asked["wage"]), Sheet()
    )

    assert due.employer_fen == fen_of(result["employer"])
    assert due.employee_fen == fen_of(result["employee"])


def test_a_raised_and_a_cut_wage_are_told_apart() -> None:
    low, fit, full, high = (
        contribution(LAW, "34", month(2024, 9), wage_fen, Sheet())
        for wage_fen in (422_699, 422_700, 2_113_300, 2_113_301)
    )

    assert (low.floored, low.capped) == (True, False)
    assert (fit.floored, fit.capped) == (False, False)
    assert (full.floored, full.capped) == (False, False)
    assert (high.floored, high.capped) == (False, True)


def test_nothing_is_assessed_once_the_limits_have_lapsed() -> None:
    with pytest.raises(NotInForce) as fault:
        contribution(LAW, "34", month(2028, 1), 800_000, Sheet())

    refusal = fault.value.refusal
    assert refusal.code == "law.not_in_force"
    assert "安徽" in refusal.text.zh
    assert "2028-01" in refusal.text.zh
    assert "缴费基数上限" in refusal.text.zh
    assert "Anhui" in refusal.text.en
    assert refusal.remedy is not None


def test_limits_that_were_not_published_yet_are_stood_in_for() -> None:
    before, after = Law(date(2025, 9, 17), scheme="110"), Law(date(2025, 9, 18), scheme="110")

    assessed, final = Sheet(), Sheet()
    first = contribution(before, "11", month(2025, 7), 600_000, assessed)
    then = contribution(after, "11", month(2025, 7), 600_000, final)

    assert (first.base_fen, assessed.worksheet().is_provisional) == (682_100, True)
    assert (then.base_fen, final.worksheet().is_provisional) == (716_200, False)


def test_the_refusal_of_shenzhen_names_the_city() -> None:
    asked = {"province": "44", "city": "440300", "month": "2025-06", "wage": "5000"}

    (refusal,) = ask(RULE, asked).refusals

    assert "广东深圳2025-06没有生效的“缴费基数上限”" in refusal.text.zh


def test_where_every_wage_reaches_the_ceiling_the_worksheet_shows_no_floor() -> None:
    sheet = Sheet()
    wages_fen = np.array([2_058_600, 3_000_000])

    due = contribution(LAW, "32", month(2021, 6), wages_fen, sheet)
    alone = Sheet()
    contribution(LAW, "32", month(2021, 6), 3_000_000, alone)

    assert due.base_fen.tolist() == [2_058_600, 2_058_600]  # type: ignore[union-attr]
    assert [line.name for line in alone.lines[:2]] == ["base_ceiling", "base"]
    assert alone.lines[1].formula.zh == "min(30,000.00, 20,586.00)"
    with pytest.raises(NotInForce):
        contribution(LAW, "32", month(2021, 6), wages_fen - 1, sheet)


@pytest.mark.parametrize("final", ["base_floor", "base_ceiling"])
def test_a_base_between_a_final_limit_and_one_that_stands_in_is_provisional(final: str) -> None:
    sheet = Sheet()

    contribution(
        Law(date(2026, 11, 24), {final: "9000"}, scheme="110"), "36", month(2026, 6), 800_000, sheet
    )

    lines = {line.name: line.provisional for line in sheet.lines}
    assert not lines.pop(final)
    assert all(lines.values())  # the other limit, the base, and all that is reckoned from it


def test_the_worksheet_shows_the_numbers_put_in() -> None:
    sheet = Sheet()

    contribution(LAW, "34", month(2024, 9), 300_000, sheet)

    lines = {line.name: line for line in sheet.lines}
    assert lines["base"].formula.zh == "min(max(3,000.00, 4,227.00), 21,133.00)"
    assert lines["employer"].formula.zh == "4,227.00 × 16.00%"
    assert lines["pooled"].formula.zh == "676.32 + 338.16 − 338.16"
    assert lines["base_floor"].basis == "provincial-publication-34"
    assert lines["employer"].basis == "state-council-office-2019-13-1"
    assert lines["employee"].basis == "state-council-2005-38-6"
    assert "account_from_employer" not in lines


def test_the_worksheet_shows_what_the_account_got_of_the_employers_money() -> None:
    sheet = Sheet()
    law = Law(
        date(2026, 11, 24),
        {"base_floor": "300", "base_ceiling": "3000", "employer_rate": "0.2"},
        scheme="110",
    )

    contribution(law, "41", month(2003, 6), 100_000, sheet)

    lines = {line.name: line for line in sheet.lines}
    assert lines["account_from_employer"].value == 4_000
    assert lines["account_from_employer"].formula.zh == "110.00 − 70.00"
    assert lines["account"].basis == "state-council-1997-26-4"
    assert lines["employee"].provisional


@pytest.mark.parametrize(
    ("first", "last", "percent"),
    [("1998-01", "1999-12", 5), ("2000-01", "2001-12", 6), ("2002-01", "2003-12", 7)],
)
def test_the_employees_share_rose_by_a_point_every_two_years(
    first: str, last: str, percent: int
) -> None:
    asked = [LAW.value("employee_rate", month_of(at), "41") for at in (first, last)]

    assert asked == [percent * 100] * 2


@given(wages, wages)
def test_who_earns_more_never_pays_less(one: int, more: int) -> None:
    low, high = (
        contribution(LAW, "32", month(2024, 9), wage, Sheet()) for wage in sorted((one, more))
    )

    assert low.base_fen <= high.base_fen
    assert low.employer_fen <= high.employer_fen
    assert low.employee_fen <= high.employee_fen


@given(wages, st.sampled_from([(2015, 6), (2018, 6), (2024, 9)]))
def test_what_both_sides_pay_goes_to_the_account_or_the_fund(
    wage: int, at: tuple[int, int]
) -> None:
    due = contribution(LAW, "31", month(*at), wage, Sheet())

    assert due.account_fen + due.pooled_fen == due.employer_fen + due.employee_fen


@given(wages)
def test_what_a_flexible_worker_pays_goes_to_the_account_or_the_fund(wage: int) -> None:
    own = flexible_contribution(LAW, "31", month(2024, 9), wage, Sheet())

    assert own.account_fen + own.pooled_fen == own.employee_fen
    assert own.employer_fen == 0


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1))
def test_a_flexible_worker_alone_is_as_in_a_column(seed: int, row: int) -> None:
    chosen = np.random.default_rng(seed).integers(1, 10_000_000, ROWS, dtype=np.int64)

    column = flexible_contribution(LAW, "31", month(2025, 9), chosen, Sheet())
    alone = flexible_contribution(LAW, "31", month(2025, 9), int(chosen[row]), Sheet())

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name
