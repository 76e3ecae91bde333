"""The late surcharge: days counted, the rate of each day, and where the law changed."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, codes, said
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.contribution.late_surcharge import arrears_begin, late_surcharge
from tongchou.policy.employees.contribution.late_surcharge_asked import RULE
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
CASES = cases("late_surcharges")
ROWS = 10_000
FIRST, LAST = date(2000, 1, 1).toordinal(), date(2026, 1, 1).toordinal()

days = st.integers(FIRST, LAST)
dues = st.integers(0, 10_000_000)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_arrears_cost_what_the_case_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    found, wanted = said(answered), case.get("result", {})
    assert found == wanted
    assert codes(answered) == case.get("refused", [])


def test_the_worksheet_has_a_line_for_each_rate_and_says_how_days_count() -> None:
    asked = {"due": "1000", "from": "2011-06-01", "until": "2011-07-10"}

    both = ask(RULE, asked).worksheet.lines
    without = ask(RULE, asked | {"given": {"day_convention": "exclusive"}}).worksheet.lines

    assert [(line.name, line.formula.zh, line.basis) for line in both] == [
        ("late_surcharge_2011-06", "1,000.00 × 30 × 0.20%", "state-council-1999-259-13"),
        ("late_surcharge_2011-07", "1,000.00 × 10 × 0.05%", "social-insurance-law-86"),
        ("days", "", "social-insurance-law-86"),
        ("surcharge", "Σ", "social-insurance-law-86"),
    ]
    assert both[2].title.zh == "滞纳天数(含缴纳当日)"
    assert without[2].title.zh == "滞纳天数(不含缴纳当日)"


def test_a_refusal_names_the_days_met() -> None:
    refusal = ask(RULE, {"due": "1", "from": "2024-03-02", "until": "2024-03-01"}).refusals[0]

    assert "2024-03-01" in refusal.text.zh
    assert "2024-03-02" in refusal.text.en
    assert refusal.basis == "social-insurance-law-86"
    assert refusal.remedy is not None


def test_a_month_is_in_arrears_from_the_first_day_of_the_next() -> None:
    assert arrears_begin(LAW, month(2023, 12)) == date(2024, 1, 1).toordinal()

    with pytest.raises(NotInForce):
        arrears_begin(
            Law(date(2026, 11, 24), {"arrears_start": "at_once"}, scheme="110"), month(2023, 12)
        )


@given(dues, days, days)
def test_a_day_more_never_costs_less(due: int, one: int, other: int) -> None:
    first, last = sorted((one, other))

    less = late_surcharge(LAW, due, first, last, Sheet())
    more = late_surcharge(LAW, due, first, last + 1, Sheet())

    assert less.surcharge_fen <= more.surcharge_fen
    assert (less.days, more.days) == (last - first + 1, last - first + 2)


@given(dues, days, days)
def test_the_parts_add_up(due: int, one: int, other: int) -> None:
    first, last = sorted((one, other))
    sheet = Sheet()

    found = late_surcharge(LAW, due, first, last, sheet)

    assert found.surcharge_fen == sum(line.value for line in sheet.lines[:-2])


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1), st.sampled_from(["in", "ex"]))
def test_one_debt_alone_is_as_in_a_column(seed: int, row: int, way: str) -> None:
    law = Law(date(2026, 11, 24), {"day_convention": f"{way}clusive"}, scheme="110")
    draw = np.random.default_rng(seed)
    due = draw.integers(0, 10**9, ROWS)
    first = draw.integers(FIRST, LAST, ROWS)
    last = first + draw.integers(0, 9_000, ROWS)

    column = late_surcharge(law, due, first, last, Sheet())
    alone = late_surcharge(law, int(due[row]), int(first[row]), int(last[row]), Sheet())

    assert (column.surcharge_fen[row], column.days[row]) == (alone.surcharge_fen, alone.days)
