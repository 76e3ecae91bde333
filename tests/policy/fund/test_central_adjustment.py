"""The fund between provinces: remittances, allocations to the fen, plans, and shared rises."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, codes, in_the_case, line_values, said, wanted
from case_files import cases
from hypothesis import given
from hypothesis import strategies as st

from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.policy.fund import pooled_share_asked as asked_share
from tongchou.policy.fund.central_adjustment import (
    METHODS,
    ProvinceYear,
    allocations,
    fund_adjustment,
    remittance,
)
from tongchou.policy.fund.central_adjustment_asked import RULE
from tongchou.standards.money import fen_of
from tongchou.standards.time import month

CASES = cases("fund_adjustments")
LAW = Law(date(2026, 11, 24), scheme="110")
ROWS = 10_000
RISE = {"month": "2024-01", "before": "2000", "after": "2260"}

wages = st.integers(0, 3 * 10**7)
people = st.integers(0, 10**8)
rows = st.lists(st.tuples(wages, people, people, st.integers(1, 10**8)), min_size=1, max_size=32)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_fund_is_adjusted_as_the_rule_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    listed = [list(row.values()) for row in (answered.result or {}).get("rows", [])]
    assert in_the_case(answered, case) == wanted(case)
    assert listed == case.get("rows", [])
    assert case.get("names", "") in "".join(refusal.text.zh for refusal in answered.refusals)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "rows" in case], ids=lambda case: case["case"]
)
def test_the_rule_alone_finds_the_same_net_sums(case: dict[str, Any]) -> None:
    asked = case["asked"]
    rates = {"central_adjustment_rate": asked["rate"]} if "rate" in asked else {}
    law = Law(date(2026, 11, 24), rates, scheme="110")
    provinces = [
        ProvinceYear(code, fen_of(wage), *map(int, heads[:3]), *map(fen_of, heads[3:]))
        for code, wage, *heads in asked["provinces"]
    ]

    found = fund_adjustment(law, month(int(asked["year"]), 12), provinces, Sheet())

    assert [share.net_fen for share in found.shares] == [fen_of(row[3]) for row in case["rows"]]


@pytest.mark.parametrize(
    ("rate", "field"),
    [
        ({"rate": "0"}, "rate"),
        ({"rate": "-0.045"}, "rate"),
        ({"rate": "1.0001"}, "rate"),
        ({"given": {"central_adjustment_rate": "0"}}, "given.central_adjustment_rate"),
        ({"given": {"central_adjustment_rate": "1.1"}}, "given.central_adjustment_rate"),
    ],
)
def test_a_rate_is_above_nothing_and_no_more_than_the_whole(
    rate: dict[str, Any], field: str
) -> None:
    answered = ask(RULE, {"year": 2021, "provinces": [["31", "80000", 100, 200, 40]]} | rate)

    assert [refusal.field for refusal in answered.refusals] == [field]


@pytest.mark.parametrize(
    ("rate", "per_head"),
    [
        (None, "12150.00"),  # 80000 × 0.9 × 150 × 0.045 ÷ 40
        ("1", "270000.00"),  # 80000 × 0.9 × 150 ÷ 40
        ("0.0001", "27.00"),
    ],
)
def test_a_rate_that_is_null_is_the_years_own(rate: str | None, per_head: str) -> None:
    asked = {"year": 2021, "rate": rate, "provinces": [["31", "80000", 100, 200, 40, None]]}

    assert said(ask(RULE, asked))["per_head"] == per_head


def test_rows_may_be_objects_too() -> None:
    row = {"code": "31", "wage": "80000", "insured": "100", "employed": "200", "retirees": "40"}

    answered = ask(RULE, {"year": "2019", "provinces": [row]})

    assert said(answered)["per_head"] == "9450.00"  # 378000 ÷ 40


def test_the_worksheet_shows_how_a_remittance_and_an_allocation_came_about() -> None:
    asked = {"year": "2019", "provinces": [["31", "80000", "100", "200", "40"]]}

    formulas = {line.name: line.formula.zh for line in ask(RULE, asked).worksheet.lines}

    assert formulas["remittance_31"] == "80,000.00 × 90.00% × (100 + 200) ÷ 2 × 3.50%"
    assert formulas["per_head"] == "378,000.00 ÷ 40"
    assert formulas["allocation_31"] == "378,000.00 × 40 ÷ 40"


def test_every_method_that_the_country_names_is_written() -> None:
    named = {LAW.word("fund_adjustment_method", month(year, 12)) for year in range(2018, 2026)}

    assert named == set(METHODS)


def test_the_system_began_in_july_2018_and_ended_with_2021() -> None:
    months = [month(2018, 7), month(2021, 12), month(2022, 1)]

    found = [LAW.word("fund_adjustment_method", at) for at in months]

    assert found == ["central_adjustment", "central_adjustment", "plan_figures"]


@given(rows)
def test_all_that_is_remitted_is_allocated_to_the_fen(table: list[tuple[int, ...]]) -> None:
    provinces = [ProvinceYear(str(place), *values) for place, values in enumerate(table)]

    shares = fund_adjustment(LAW, month(2021, 12), provinces, Sheet()).shares

    assert sum(share.net_fen for share in shares) == 0


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**8), min_size=1, max_size=32))
def test_nobody_is_a_fen_from_the_exact_share(pool_fen: int, heads: list[int]) -> None:
    everybody = sum(heads) + 1
    counted = [*heads, 1]

    found = allocations(pool_fen, counted)

    assert sum(found) == pool_fen
    for count, got in zip(counted, found, strict=True):
        assert abs(got * everybody - pool_fen * count) < everybody


@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1), st.sampled_from([300, 350, 400, 450]))
def test_a_row_alone_remits_as_in_a_column(seed: int, row: int, rate_e4: int) -> None:
    drawn = np.random.default_rng(seed)
    wage = drawn.integers(0, 2 * 10**7, ROWS, dtype=np.int64)
    insured, employed = (drawn.integers(0, 5 * 10**8, ROWS, dtype=np.int64) for _ in range(2))

    column = remittance(wage, insured, employed, 9_000, rate_e4)
    alone = remittance(int(wage[row]), int(insured[row]), int(employed[row]), 9_000, rate_e4)

    assert column[row] == alone


def test_a_rise_is_shared_by_the_share_that_is_given() -> None:
    answered = ask(asked_share.RULE, {**RISE, "given": {"pooled_share_of_rise": "0.6"}})

    assert said(answered) == {"rise": "260.00", "fund": "156.00", "locality": "104.00"}
    assert line_values(answered.worksheet)["local_share"] == 10_400  # 260.00 − 156.00


def test_no_share_of_a_rise_has_been_published() -> None:
    answered = ask(asked_share.RULE, RISE)

    assert codes(answered) == ["law.not_in_force"]
    assert "待遇增加额基金分担比例" in answered.refusals[0].text.zh


def test_a_half_fen_goes_to_the_fund() -> None:
    asked = {**RISE, "after": "2000.01", "given": {"pooled_share_of_rise": "0.5"}}

    assert said(ask(asked_share.RULE, asked)) == {
        "rise": "0.01",
        "fund": "0.01",
        "locality": "0.00",
    }


def test_a_pension_that_did_not_rise_has_nothing_to_share() -> None:
    fell = ask(asked_share.RULE, {**RISE, "after": "1999.99"})
    stayed = ask(
        asked_share.RULE, {**RISE, "after": "2000", "given": {"pooled_share_of_rise": "0.6"}}
    )

    assert codes(fell) == ["fund.no_rise"]
    assert "1,999.99元" in fell.refusals[0].text.zh
    assert said(stayed)["fund"] == "0.00"
