"""Too few years at the age: how many are missing, and what is open to the person."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, said
from case_files import cases

from tongchou.policy.employees.retirement.few_years import missing_months, missing_years, ways_open
from tongchou.policy.employees.retirement.few_years_asked import RULE
from tongchou.policy.employees.retirement.retirement import MINIMUM_2024
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.citation import register
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")


@pytest.mark.parametrize("case", cases("few_years"), ids=lambda case: case["name"])
def test_a_caller_hears_what_is_missing_and_what_is_open(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert answered.result is not None
    told = answered.result["told"]
    found = {name: value for name, value in said(answered).items() if name != "told"}
    assert found == {**case["result"], "ways": case["ways"]}
    assert [way["way"] for way in told] == list(case["ways"])


@pytest.mark.parametrize(
    ("asked_in", "bases"),
    [
        ("2024-12", ["social-insurance-law-16", "ministry-2011-13-2"]),
        ("2025-01", [MINIMUM_2024, MINIMUM_2024]),
    ],
)
def test_paying_on_rests_on_the_decision_since_2025(asked_in: str, bases: list[str]) -> None:
    asked = {"contribution_months": "124", "reached_in": "2019-03", "insured_from": "2009-01"}

    result = ask(RULE, asked | {"asked_in": asked_in}).result

    assert result is not None
    assert [way["basis"] for way in result["told"][:2]] == bases


def _states(law: Law = LAW, **changed: int) -> dict[str, str]:
    facts = {
        "months": 150,
        "insured_from": month(2011, 6),
        "reached_in": month(2019, 3),
        "asked_in": month(2024, 3),
    } | changed
    return {way.code: way.state for way in ways_open(law, **facts)}


def test_a_hundred_and_sixty_months_of_eighteen_years_lack_five_years() -> None:
    missing = missing_months(160, 216, Sheet())

    assert missing == 56  # 18 × 12 − 160
    assert missing_years(missing, Sheet()) == 5  # 4 years and 8 months


def test_whole_years_are_not_raised_and_nothing_missing_is_nothing() -> None:
    assert missing_years(60, Sheet()) == 5
    assert missing_years(61, Sheet()) == 6
    assert missing_months(216, 216, Sheet()) == 0
    assert missing_months(217, 216, Sheet()) == 0


def test_a_column_lacks_what_each_row_lacks() -> None:
    months = np.arange(0, 300, dtype=np.int64)

    column = missing_months(months, 180, Sheet())

    assert column.tolist() == [missing_months(one, 180, Sheet()) for one in months.tolist()]


def test_one_may_always_contribute_on_or_end_the_relation() -> None:
    for asked_in in (month(2015, 1), month(2024, 12), month(2025, 1), month(2031, 1)):
        states = _states(asked_in=asked_in)

        assert states["continue"] == states["end"] == "open"


def test_one_sum_is_open_five_years_after_the_age_to_those_insured_before_july_2011() -> None:
    assert _states()["one_sum"] == "open"
    assert _states(asked_in=month(2024, 2))["one_sum"] == "closed"
    assert _states(insured_from=month(2011, 7))["one_sum"] == "closed"


def test_since_2025_no_text_says_how_others_pay_in_one_sum() -> None:
    asked = {"insured_from": month(2011, 7), "reached_in": month(2025, 2)}

    assert _states(asked_in=month(2024, 12), **asked)["one_sum"] == "closed"
    assert _states(asked_in=month(2025, 1), **asked)["one_sum"] == "not_in_force"
    assert _states(asked_in=month(2025, 1))["one_sum"] == "open"


def test_once_a_text_is_given_one_sum_is_open_to_all() -> None:
    given = Law(date(2026, 11, 24), {"one_sum_payment": "all_missing_months"}, scheme="110")

    found = _states(given, insured_from=month(2015, 1), asked_in=month(2025, 3))

    assert found["one_sum"] == "open"


def test_the_worksheet_shows_the_missing_years() -> None:
    sheet = Sheet()

    missing_years(56, sheet)

    assert [(line.name, line.formula.zh) for line in sheet.lines] == [
        ("missing_years", "⌈56 ÷ 12⌉")
    ]


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        ({"asked_in": "2025-02"}, "few_years.asked_early", "asked_in"),
        ({"insured_from": "2025-04"}, "few_years.insured_late", "insured_from"),
    ],
)
def test_months_that_cannot_be_are_refused(facts: dict[str, str], code: str, field: str) -> None:
    asked = {
        "contribution_months": "0",
        "reached_in": "2025-03",
        "insured_from": "2025-03",
        "asked_in": "2025-03",
    }

    (refusal,) = ask(RULE, asked | facts).refusals

    assert (refusal.code, refusal.field) == (code, field)
    assert ask(RULE, asked).result is not None


def test_a_text_that_nobody_knows_opens_nothing() -> None:
    asked = {
        "contribution_months": "124",
        "reached_in": "2025-03",
        "insured_from": "2015-01",
        "asked_in": "2025-03",
        "given": {"one_sum_payment": "perhaps"},
    }

    (refusal,) = ask(RULE, asked).refusals

    assert (refusal.code, refusal.field) == ("given.odd", "given.one_sum_payment")


@pytest.mark.parametrize(("months", "state"), [(179, "open"), (180, "not_in_force")])
def test_the_residents_scheme_takes_those_below_fifteen_years(months: int, state: str) -> None:
    assert _states(months=months)["residents"] == state


def test_every_way_names_a_basis_that_is_in_the_register() -> None:
    ways = [
        way
        for asked_in in (month(2024, 12), month(2025, 1))
        for way in ways_open(
            LAW, months=1, insured_from=0, reached_in=month(2024, 1), asked_in=asked_in
        )
    ]

    assert {way.basis for way in ways} <= register().keys()
    assert ways[0].basis != ways[4].basis  # contributing on rests on the decision since 2025
    assert ways[1].basis != ways[5].basis  # and so does one sum
