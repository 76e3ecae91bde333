"""The yearly adjustment: every set at its boundaries, whole rises, columns, payment and cap."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, codes, in_the_case, said, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.catalogue import RULES
from tongchou.policy.employees.adjustment.adjustment import OVERTAKING, Retiree, benefit_adjustment
from tongchou.policy.employees.adjustment.adjustment_asked import RULE
from tongchou.policy.employees.adjustment.adjustment_cap import (
    cap_refusals,
    rises_allowed,
)
from tongchou.policy.employees.adjustment.adjustment_set import PART_YEARS, ROUNDINGS
from tongchou.policy.employees.adjustment.adjustment_terms import (
    eligible,
    rise_made_up,
)
from tongchou.policy.engine.figures import figures_of
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes as code_tables
from tongchou.standards.money import fen_of
from tongchou.standards.time import month, month_of

CASES = cases("adjustments")

SETS = cases("adjustment_sets")

LAW = Law(date(2026, 11, 24), scheme="110")

ROWS = 10_000

PARTS = ("fixed_fen", "years_fen", "level_fen", "age_fen", "hardship_fen")

COMPLETE = [
    ("11", 2014),
    ("15", 2023),
    ("31", 2020),
    ("32", 2021),
    ("33", 2024),
    ("34", 2021),
    ("37", 2023),
    ("43", 2024),
    ("45", 2021),
    ("51", 2022),
    ("61", 2024),
    ("62", 2022),
]

WITH_CLASSES = {"51": 7, "45": 2, "43": 2}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_pension_rises_as_the_notice_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)
    assert case.get("names", "") in "".join(refusal.text.zh for refusal in answered.refusals)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "provisional" in case], ids=lambda case: case["case"]
)
def test_a_reading_that_is_not_settled_is_marked(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert answered.worksheet.is_provisional == (case["provisional"] == "yes")


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if "total" in case.get("result", {})],
    ids=lambda case: case["case"],
)
def test_the_rule_alone_finds_what_is_answered(case: dict[str, Any]) -> None:
    asked = case["asked"]
    retiree = Retiree(
        pension_fen=fen_of(asked["pension"]),
        contribution_months=int(asked["contribution_months"]),
        birth=month_of(asked["birth"]),
        is_woman=asked.get("sex") == "f",
        hardship_class=int(asked.get("hardship_class", "0")),
    )
    law = Law(date(2026, 11, 24), asked.get("given"), scheme="110")

    found = benefit_adjustment(law, asked["province"], int(asked["year"]), retiree, Sheet())

    assert found.total_fen == fen_of(case["result"]["total"])
    assert found.adjusted_fen == retiree.pension_fen + found.total_fen


def _of_the_set(case: dict[str, Any], years: int, age: int) -> dict[str, Any]:
    """Return the parts of a pension of 10,000 yuan, by years and by the age at the year's end."""
    born = month(int(case["asked"]["year"]) - 1, 12) - 12 * age
    asked = {
        "sex": "m",
        "pension": "10000",
        "contribution_months": str(12 * years),
        "birth": f"{born // 12}-12",
        **case["asked"],
    }
    return said(ask(RULE, asked))


@pytest.mark.parametrize("case", SETS, ids=lambda case: case["case"])
def test_a_set_brings_what_it_says_for_each_number_of_years(case: dict[str, Any]) -> None:
    wanted = case.get("years", {})

    found = {years: _of_the_set(case, int(years), 60)["years"] for years in wanted}

    assert found == wanted


@pytest.mark.parametrize("case", SETS, ids=lambda case: case["case"])
def test_a_set_brings_what_it_says_for_each_age(case: dict[str, Any]) -> None:
    wanted = case.get("ages", {})

    found = {age: _of_the_set(case, 20, int(age))["age"] for age in wanted}

    assert found == wanted


@pytest.mark.parametrize("case", SETS, ids=lambda case: case["case"])
def test_a_set_has_its_fixed_sum_its_share_and_its_hardship_sum(case: dict[str, Any]) -> None:
    wanted = {part: case[part] for part in ("fixed", "level", "hardship") if part in case}

    found = _of_the_set(case, 20, 60)

    assert {part: found[part] for part in wanted} == wanted


def test_every_year_of_every_province_that_is_entered_has_its_case() -> None:
    entered = {
        (province, str(row.from_month // 12))
        for province in code_tables.table("divisions")
        if province != "00"
        for name, series in figures_of("110", province).items()
        if name in {"adjustment_fixed", "adjustment_age"}
        for row in series.rows
    }

    assert entered == {(case["asked"]["province"], case["asked"]["year"]) for case in SETS}


@pytest.mark.parametrize(
    ("year", "sums"),
    [
        (2019, ["10.00", "20.00", "30.00", "40.00", "60.00", "80.00"]),
        (2021, ["10.00", "20.00", "30.00", "40.00", "60.00", "80.00"]),
        (2022, ["8.50", "17.50", "26.50", "36.00", "55.00", "75.00"]),
    ],
)
def test_each_hardship_class_of_sichuan_has_its_sum(year: int, sums: list[str]) -> None:
    case = {"asked": {"province": "51", "year": str(year), "given": {"adjustment_fixed": "0"}}}

    found = [
        _of_the_set({"asked": {**case["asked"], "hardship_class": str(place)}}, 20, 60)["hardship"]
        for place in range(1, 7)
    ]

    assert found == sums


def test_each_year_of_the_country_has_its_cap() -> None:
    rates = [LAW.value("adjustment_cap", month(year, 1)) for year in range(2015, 2026)]

    assert rates == [1000, 650, 550, 500, 500, 500, 450, 400, 380, 300, 200]
    assert LAW.figure("adjustment_cap", month(2005, 1)).provisional
    assert not LAW.figure("adjustment_cap", month(2016, 1)).provisional


@pytest.mark.parametrize("unknown", [month(2004, 12), month(2026, 1)])
def test_a_year_without_a_national_notice_has_no_cap(unknown: int) -> None:
    with pytest.raises(NotInForce):
        LAW.value("adjustment_cap", unknown)


def test_the_cap_of_2025_was_not_known_before_it_was_published() -> None:
    with pytest.raises(NotInForce):
        Law(date(2025, 7, 9), scheme="110").value("adjustment_cap", month(2025, 1))

    assert Law(date(2025, 7, 10), scheme="110").value("adjustment_cap", month(2025, 1)) == 200


CAP = {"year": "2025", "pensions": "10000"}


def test_rises_together_may_reach_the_cap_and_not_a_fen_more() -> None:
    before = 1_000_000  # 2 % of 10000.00 are 200.00

    (above,) = cap_refusals(rises_allowed(LAW, 2025, before, Sheet()), 20_001)

    assert said(ask(RULES["adjustment-cap"], CAP | {"rises": "200.00"})) == {
        "allowed": "200.00",
        "left": "0.00",
    }
    assert ask(RULES["adjustment-cap"], CAP | {"rises": "200.01"}).refusals == (above,)
    assert "200.01元" in above.text.zh
    assert "200.00元" in above.text.zh
    assert above.basis == "ministry-adjustment-notices"


def test_who_retired_by_december_before_is_adjusted() -> None:
    retired = np.array([month(2024, 12), month(2025, 1)], dtype=np.int64)

    assert eligible(retired, 2025).tolist() == [True, False]


def test_arrears_of_a_column_are_each_rise_for_each_month() -> None:
    totals = np.array([9_165, 0], dtype=np.int64)

    found = rise_made_up(totals, 2025, month(2025, 7), Sheet())

    assert found.tolist() == [54_990, 0]  # 91.65 × 6


@pytest.mark.parametrize(
    ("figure", "ways"),
    [
        ("adjustment_level_rounding", ROUNDINGS),
        ("adjustment_total_rounding", ROUNDINGS),
        ("adjustment_part_years", PART_YEARS),
        ("adjustment_overtaking", OVERTAKING),
    ],
)
def test_every_way_that_is_entered_is_written(figure: str, ways: dict[str, Any]) -> None:
    places = ["", *(code for code in code_tables.table("divisions") if code != "00")]
    named = {
        row.word
        for place in places
        if figure in figures_of("110", place)
        for row in figures_of("110", place)[figure].rows
    }

    assert named
    assert named <= set(ways)


@pytest.mark.parametrize(
    ("way", "fen"), [("to_fen", 1235), ("up_to_jiao", 1240), ("up_to_yuan", 1300)]
)
def test_each_rounding_rounds_as_it_is_called(way: str, fen: int) -> None:
    assert ROUNDINGS[way](123_450, 100) == fen  # 12.345


def test_a_rounding_that_nobody_knows_is_refused() -> None:
    asked = {"province": "31", "year": "2025", "pension": "3000", "birth": "1960-06", "sex": "f"}

    answered = ask(
        RULE, {**asked, "contribution_months": "240", "given": {"adjustment_part_years": "odd"}}
    )

    assert codes(answered) == ["given.odd"]


def test_a_pension_too_large_is_refused_in_yuan() -> None:
    asked = {"province": "31", "year": "2025", "contribution_months": "240", "birth": "1960-06"}

    (refusal,) = ask(RULE, {**asked, "pension": "100000000"}).refusals

    assert (refusal.field, refusal.text.en) == ("pension", "It is at most 99999999.99")


@given(st.integers(0, 1_000_000), st.integers(0, 1_000_000))
def test_nobody_overtakes_in_beijing(one: int, other: int) -> None:
    def adjusted(pension_fen: int) -> int:
        retiree = Retiree(pension_fen, 360, month(1960, 1))
        return benefit_adjustment(LAW, "11", 2014, retiree, Sheet()).adjusted_fen

    lower, higher = sorted((one, other))

    assert adjusted(lower) <= adjusted(higher)


@given(st.sampled_from(COMPLETE), st.integers(0, 10**7), st.integers(0, 720), st.integers(0, 100))
def test_a_year_more_never_brings_less_and_the_parts_add_up(
    place: tuple[str, int], pension_fen: int, months: int, age: int
) -> None:
    born = month(place[1] - 1, 12) - 12 * age

    found = benefit_adjustment(LAW, *place, Retiree(pension_fen, months, born), Sheet())
    longer = benefit_adjustment(LAW, *place, Retiree(pension_fen, months + 12, born), Sheet())

    parts = sum(getattr(found, part) for part in PARTS)
    assert longer.years_fen >= found.years_fen >= 0
    assert found.total_fen == parts or found.adjusted_fen == 146_300  # Beijing's lowest pension


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1), st.sampled_from(COMPLETE))
def test_a_row_alone_rises_as_in_a_column(seed: int, row: int, place: tuple[str, int]) -> None:
    drawn = np.random.default_rng(seed)
    columns: dict[str, Any] = {
        "pension_fen": drawn.integers(0, 10**10, ROWS, dtype=np.int64),
        "contribution_months": drawn.integers(0, 720, ROWS, dtype=np.int64),
        "birth": drawn.integers(month(1915, 1), month(1965, 1), ROWS, dtype=np.int64),
        "is_woman": drawn.integers(0, 2, ROWS).astype(bool),
        "hardship_class": drawn.integers(0, WITH_CLASSES.get(place[0], 1), ROWS, dtype=np.int64),
        "age_sums_fen": drawn.integers(0, 50_000, ROWS, dtype=np.int64),
    }

    column = benefit_adjustment(LAW, *place, Retiree(**columns), Sheet())
    alone = benefit_adjustment(
        LAW,
        *place,
        Retiree(**{name: values[row].item() for name, values in columns.items()}),
        Sheet(),
    )

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name
