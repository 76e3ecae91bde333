"""What may be chosen instead of the statutory month, as a caller asks it."""

from typing import Any

import pytest
from asking import ask, in_the_case, said, wanted
from case_files import cases

from tongchou.policy.employees.retirement.retirement_asked import RULE
from tongchou.standards.time import month_of, month_text

CASES = cases("retirement_choices")
ANNEX = cases("delayed_retirement")
STATUTORY = cases("retirement")
TRACKS = ("man", "woman_55", "woman_50")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_choice_is_answered_as_the_law_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)
    if "fields" in case:
        assert [refusal.field for refusal in answered.refusals] == case["fields"]


def _births(row: dict[str, Any]) -> range:
    first, last = (month_of(text) for text in row["born"])
    return range(first, last + 1)


@pytest.mark.parametrize("row", ANNEX, ids=lambda row: f"{row['track']} {row['born'][0]}")
def test_every_row_of_the_annex_is_met_by_each_of_its_births(row: dict[str, Any]) -> None:
    retires_first, retires_last = (month_of(text) for text in row["retires"])

    answers = [
        said(ask(RULE, {"birth": month_text(birth), "track": row["track"]}))
        for birth in _births(row)
    ]

    assert [answer["retirement_month"] for answer in answers] == [
        month_text(month) for month in range(retires_first, retires_last + 1)
    ]
    assert {f"{answer['age_years']}y{answer['age_months']}m" for answer in answers} == {row["age"]}


@pytest.mark.parametrize("track", TRACKS)
def test_the_annex_holds_every_birth_from_1960_to_2000_once(track: str) -> None:
    births = [birth for row in ANNEX if row["track"] == track for birth in _births(row)]

    assert births == list(range(month_of("1960-01"), month_of("2000-12") + 1))


@pytest.mark.parametrize("case", STATUTORY, ids=lambda case: f"{case['track']} {case['birth']}")
def test_a_caller_hears_the_statutory_month(case: dict[str, Any]) -> None:
    found = said(ask(RULE, {"birth": case["birth"], "track": case["track"]}))

    assert found["retirement_month"] == case["retires"]
    assert found["delay_months"] == case["delay"]
    assert found["minimum_months"] == case["needs"]


def test_a_refusal_names_the_condition_the_month_met_and_the_month_needed() -> None:
    asked = {"birth": "1965-01", "track": "man", "chosen": "2028-03"}

    (refusal,) = ask(RULE, asked).refusals

    assert "2028-02" in refusal.text.en
    assert "2028-03" in refusal.text.en
    assert refusal.basis == "ministry-2024-94"
    assert refusal.remedy is not None


def test_too_few_months_before_2025_rest_on_the_text_of_their_time() -> None:
    asked = {"birth": "1964-06", "track": "man", "contribution_months": "170"}

    (refusal,) = ask(RULE, asked).refusals

    assert refusal.basis == "state-council-1997-26-5"
    assert refusal.remedy is not None
    assert "10" in refusal.remedy.en  # 180 − 170


def test_too_short_a_hazardous_work_is_told_with_both_numbers() -> None:
    asked = {"birth": "1969-12", "track": "man", "work": "toxic", "work_months": "95"}

    (refusal,) = ask(RULE, asked).refusals

    assert "95" in refusal.text.zh
    assert "96" in refusal.text.zh


def test_the_worksheet_shows_how_the_months_come_about() -> None:
    answered = ask(RULE, {"birth": "1976-09", "track": "man"})

    formulas = {line.name: line.formula.zh for line in answered.worksheet.lines}
    assert formulas["statutory_month"] == "2036-09 + 36"
    assert formulas["earliest_month"] == "max(2039-09 − 36, 2036-09)"
    assert formulas["latest_month"] == "2039-09 + 36"


def test_a_month_too_early_rests_on_the_decision_from_its_first_month_on() -> None:
    asked = {"birth": "1965-01", "track": "man", "chosen": "2024-12"}

    (refusal,) = ask(RULE, asked).refusals  # the earliest is 2025-01

    assert refusal.basis == "npc-standing-committee-2024-09-13-1"


def test_the_worksheet_names_the_old_age_in_years() -> None:
    answered = ask(RULE, {"birth": "1975-01", "track": "woman_50"})

    assert answered.worksheet.lines[0].title.en == "Month of the old age, 50"
