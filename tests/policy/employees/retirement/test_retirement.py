"""Retirement: the month of the age, and the months a pension needs."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import line_values
from case_files import cases

from tongchou.policy.employees.disability.disability import disability_retirement_month
from tongchou.policy.employees.retirement.hazardous import hazardous_month
from tongchou.policy.employees.retirement.retirement import (
    TRACKS,
    counted_month,
    earliest_month,
    eligibility,
    minimum_months,
    months_open,
)
from tongchou.policy.employees.retirement.retirement import retirement_month as month_of_age
from tongchou.policy.engine.formulas import NO_FORMULA
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Line, Sheet
from tongchou.standards.text import Text
from tongchou.standards.time import month, month_of, month_text

LAW = Law(date(2026, 11, 24), scheme="110")
CASES = cases("retirement")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['track']} {case['birth']}")
def test_the_age_is_reached_in_the_month_the_law_says(case: dict[str, Any]) -> None:
    sheet = Sheet()

    found = month_of_age(month_of(case["birth"]), TRACKS[case["track"]], sheet)

    assert month_text(found) == case["retires"]
    assert line_values(sheet.worksheet())["delay_months"] == int(case["delay"])
    assert minimum_months(LAW, found) == int(case["needs"])


@pytest.mark.parametrize("track", TRACKS)
def test_a_column_of_births_gives_what_each_gives_alone(track: str) -> None:
    births = np.arange(month(1955, 1), month(1995, 1), dtype=np.int64)

    column = month_of_age(births, TRACKS[track], Sheet())

    assert column.tolist() == [
        month_of_age(birth, TRACKS[track], Sheet()) for birth in births.tolist()
    ]


@pytest.mark.parametrize("track", TRACKS)
def test_nobody_overtakes_an_older_person_and_no_delay_exceeds_the_most(track: str) -> None:
    births = np.arange(month(1955, 1), month(1995, 1), dtype=np.int64)

    found = month_of_age(births, TRACKS[track], Sheet())

    delays = found - births - TRACKS[track].age_months
    assert (np.diff(found) >= 1).all()
    assert delays.min() == 0
    assert delays.max() == TRACKS[track].delay_months_max


def test_too_early_is_refused_with_the_month_that_will_do() -> None:
    (refusal,) = eligibility(LAW, month(1966, 1), "man", month(2025, 12), 300, Sheet())

    assert refusal.code == "retirement.age_not_reached"
    assert "2025年12月" in refusal.text.zh
    assert "2026年1月" in refusal.text.zh


def test_one_may_choose_a_month_before_the_statutory_but_not_before_the_old_age() -> None:
    track = TRACKS["man"]
    near, far = month(1965, 1), month(1976, 9)

    assert month_text(earliest_month(month(2025, 2), track, near)) == "2025-01"
    assert month_text(earliest_month(month(2039, 9), track, far)) == "2036-09"
    assert eligibility(LAW, near, "man", month(2025, 1), 300, Sheet()) == ()


def test_too_few_months_are_refused_with_what_is_there_and_what_is_needed() -> None:
    (refusal,) = eligibility(LAW, month(1964, 9), "man", month(2024, 9), 179, Sheet())

    assert refusal.code == "retirement.too_few_months"
    assert "179" in refusal.text.zh
    assert "180" in refusal.text.zh


def test_all_reasons_are_told_together() -> None:
    refused = eligibility(LAW, month(1970, 1), "man", month(2025, 1), 100, Sheet())

    assert [refusal.code for refusal in refused] == [
        "retirement.age_not_reached",
        "retirement.too_few_months",
    ]


def test_an_early_retirement_needs_the_months_of_the_year_it_is_chosen_for() -> None:
    birth = month(1969, 12)  # statutory 2031-03, needs 192
    early, statutory, late = Sheet(), Sheet(), Sheet()

    eligibility(LAW, birth, "man", month(2030, 6), 240, early)
    eligibility(LAW, birth, "man", month(2031, 3), 240, statutory)
    eligibility(LAW, birth, "man", month(2033, 3), 240, late)

    needed = [
        line_values(sheet.worksheet())["minimum_contribution_months"]
        for sheet in (early, statutory, late)
    ]
    assert needed == [186, 192, 192]


@pytest.mark.parametrize("track", TRACKS)
def test_what_is_open_to_a_column_is_what_is_open_to_each(track: str) -> None:
    births = np.arange(month(1955, 1), month(1995, 1), dtype=np.int64)

    column = months_open(births, TRACKS[track], Sheet())

    alone = [months_open(birth, TRACKS[track], Sheet()) for birth in births.tolist()]
    assert column.statutory.tolist() == [one.statutory for one in alone]
    assert column.earliest.tolist() == [one.earliest for one in alone]
    assert column.latest.tolist() == [one.latest for one in alone]


@pytest.mark.parametrize("track", TRACKS)
def test_the_statutory_month_lies_between_the_earliest_and_the_latest(track: str) -> None:
    births = np.arange(month(1955, 1), month(2005, 1), dtype=np.int64)

    found = months_open(births, TRACKS[track], Sheet())

    assert (found.earliest >= births + TRACKS[track].age_months).all()
    assert (found.earliest <= found.statutory).all()
    assert set((found.statutory - found.earliest).tolist()) == set(range(37))  # 0 to 3 years
    assert set((found.latest - found.statutory).tolist()) == {0, 36}


def test_a_column_needs_the_months_that_each_needs() -> None:
    statutory = np.arange(month(2024, 1), month(2042, 1), dtype=np.int64)
    chosen = statutory[::-1].copy()

    column = minimum_months(LAW, counted_month(chosen, statutory))

    assert column.tolist() == [
        minimum_months(LAW, min(pair))
        for pair in zip(chosen.tolist(), statutory.tolist(), strict=True)
    ]


def test_a_column_of_men_and_women_reaches_the_early_ages_row_by_row() -> None:
    births = np.array([month(1960, 1), month(1960, 1)], dtype=np.int64)
    is_man = np.array([True, False])

    hazardous = hazardous_month(births, is_man, Sheet())
    disabled = disability_retirement_month(births, is_man, Sheet())

    assert hazardous.tolist() == [month(2015, 1), month(2005, 1)]  # 55 and 45
    assert disabled.tolist() == [month(2010, 1), month(2005, 1)]  # 50 and 45


def test_whoever_claims_sees_when_they_retire_and_what_they_paid() -> None:
    sheet = Sheet()

    eligibility(
        Law(date(2026, 11, 24), scheme="110"), month(1965, 6), "man", month(2025, 9), 216, sheet
    )

    lines = {line.name: line for line in sheet.lines}
    assert lines["retirement_month"] == Line(
        "retirement_month", Text("退休年月", "Retires in"), month(2025, 9), "month", NO_FORMULA,
        "npc-standing-committee-2024-09-13-1",
    )  # fmt: skip
    assert lines["contribution_months"] == Line(
        "contribution_months", Text("累计缴费月数", "Months contributed"), 216, "months",
        NO_FORMULA, "npc-standing-committee-2024-09-13-2",
    )  # fmt: skip
