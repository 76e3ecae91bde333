"""The individual account: what is credited earns interest month by month."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, codes, in_the_case, line_values, said, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.account.account import (
    Terms,
    balance_at,
    balance_with_interest,
    month_product_year,
    yearly_method_year,
)
from tongchou.policy.employees.account.account_balance_asked import RULE as BALANCE
from tongchou.policy.employees.account.account_year_asked import RULE
from tongchou.policy.engine.law import Law, NotInForce
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
CASES = cases("accounts")

amounts = st.integers(0, 10**9)
credited = st.lists(st.integers(0, 300_000), min_size=12, max_size=12)
rates = st.sampled_from([150, 262, 397, 831])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_year_earns_what_the_case_says(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    assert in_the_case(answered, case) == wanted(case)


@pytest.mark.parametrize(
    "case", [case for case in CASES if "provisional" in case], ids=lambda case: case["name"]
)
def test_a_rate_that_is_not_final_marks_the_year(case: dict[str, Any]) -> None:
    answered = ask(RULE, case["asked"])

    marks = [line.provisional for line in answered.worksheet.lines]
    assert marks == [case["provisional"] == "yes"] * 4


def test_the_worksheet_of_a_year_shows_the_numbers_put_in() -> None:
    asked = {"opening": "80000", "credits": [["2024-01", "500"]], "year": "2024", "province": "34"}

    by_month = ask(RULE, asked | {"until_month": "2024-09"}).worksheet.lines
    by_year = ask(RULE, asked | {"method": "yearly"}).worksheet.lines

    assert [line.formula.zh for line in by_month] == [
        "",
        "80,000.00 × 2.62% × 9 ÷ 12",
        "4,500.00 × 2.62% ÷ 12",
        # 500 × 9 × 2.62 % ÷ 12 = 9.825
        "80,000.00 + 500.00 + 1,572.00 + 9.83",
    ]
    assert by_year[2].formula.zh == "500.00 × 2.62% × 1.0830 ÷ 2"
    assert [line.basis for line in by_month] == [
        "ministry-2017-31",
        *["labour-office-1997-116"] * 3,
    ]


def test_years_are_chained_each_rounded_once() -> None:
    interest, balance = balance_with_interest(
        LAW, "34", {2020: ()}, month(2025, 12), Sheet(), opening_fen=10_000_000
    )

    # 100000 × 1.0604 × 1.0669 × 1.0612 × 1.0397 × 1.0262 × 1.0150, to the fen each year
    assert balance == 13_001_600
    assert interest == 3_001_600


def test_a_chain_over_the_unified_rate_takes_the_citys_before_it() -> None:
    sheet = Sheet()

    interest, balance = balance_with_interest(
        LAW, "31", {2015: ()}, month(2016, 12), sheet, opening_fen=1_000_100
    )

    # 10001 × 2.75 % = 275.0275, up to 275.10; 10276.10 × 8.31 % = 853.944, to 853.94
    assert (interest, balance) == (27_510 + 85_394, 1_000_100 + 27_510 + 85_394)
    assert [line.basis for line in sheet.lines[:2]] == [
        "shanghai-notional-interest-2015",
        "ministry-2017-31",
    ]


def test_a_year_between_without_credits_earns_too() -> None:
    credits_by_year, sheet = {2022: [100_000], 2024: [100_000]}, Sheet()

    interest, balance = balance_with_interest(LAW, "34", credits_by_year, month(2024, 12), sheet)

    # 1000 × 6.12 % = 61.20; 1061.20 × 3.97 % = 42.13; 1103.33 × 2.62 % = 28.907 and 26.20
    assert [line.formula.zh for line in sheet.lines][2:] == [
        "1,103.33 × 2.62% × 12 ÷ 12 + 12,000.00 × 2.62% ÷ 12",
        "Σ",
    ]
    assert interest == 6_120 + 4_213 + 2_891 + 2_620
    assert balance == 200_000 + interest


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            {"opening": "100000", "from_month": "2020-01", "until_month": "2025-12"},
            {"interest": "30016.00", "balance": "130016.00"},
        ),
        (
            # 1200 × 2.62 % = 31.44; 1231.44 × 1.5 % × 3 ÷ 12 = 4.62; 400 × 2 × 1.5 % ÷ 12 = 1.00
            {
                "from_month": "2024-01",
                "until_month": "2025-03",
                "credits": [["2024-01", "1200"], ["2025-02", "400"]],
                "province": "34",
            },
            {"interest": "37.06", "balance": "1637.06"},
        ),
    ],
)
def test_a_balance_is_asked_for_through_the_years(
    asked: dict[str, Any], found: dict[str, str]
) -> None:
    assert said(ask(BALANCE, asked)) == found


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"from_month": "2024-02", "until_month": "2024-12"}, "account.year_begun"),
        ({"from_month": "2024-01", "until_month": "2023-12"}, "account.backwards"),
        (
            {
                "from_month": "2024-01",
                "until_month": "2024-12",
                "credits": [["2025-01", "1"]],
            },
            "account.other_span",
        ),
        (
            {
                "from_month": "2024-01",
                "until_month": "2024-12",
                "credits": [["2023-12", "1"]],
            },
            "account.other_span",
        ),
    ],
)
def test_a_span_that_cannot_be_is_refused(asked: dict[str, Any], code: str) -> None:
    answered = ask(BALANCE, asked)

    assert codes(answered) == [code]
    assert answered.refusals[0].remedy is not None


def test_the_worksheet_shows_how_the_balance_comes_about() -> None:
    asked = {
        "opening": "1000",
        "from_month": "2024-01",
        "until_month": "2024-12",
        "credits": [["2024-01", "100"]],
    }

    line = ask(BALANCE, asked).worksheet.lines[-1]

    # 1100 × 2.62 %
    assert (line.name, line.formula.zh) == ("balance", "1,000.00 + 100.00 + 28.82")
    assert line.value == 112_882


def test_columns_are_chained_as_single_accounts_are() -> None:
    opening = np.array([10_000_000, 0, 123_457], dtype=np.int64)
    paid = np.array([40_000, 64_000, 1], dtype=np.int64)
    years = {2023: [paid] * 12, 2024: [paid] * 9}

    columns = Sheet()

    interest, balance = balance_with_interest(
        LAW, "34", years, month(2024, 9), columns, opening_fen=opening
    )

    assert [line.formula.zh for line in columns.lines] == ["", "", "Σ"]

    for row in range(3):
        alone = balance_with_interest(
            LAW,
            "34",
            {2023: [int(paid[row])] * 12, 2024: [int(paid[row])] * 9},
            month(2024, 9),
            Sheet(),
            opening_fen=int(opening[row]),
        )
        assert alone == (interest[row], balance[row])


@given(amounts, credited, rates)
def test_both_methods_agree_on_equal_credits_but_for_their_factor(
    opening: int, paid: list[int], rate_e4: int
) -> None:
    equal = [paid[0]] * 12

    by_month = month_product_year(opening, equal, rate_e4)
    by_year = yearly_method_year(opening, equal, rate_e4, 10_830)

    assert by_month.opening_interest_fen == by_year.opening_interest_fen
    # 6.5 twelfths against 6.498: 1 part in 3250, and each rounded by half a fen
    bound = by_month.credits_interest_fen // 3_000 + 1
    assert abs(by_month.credits_interest_fen - by_year.credits_interest_fen) <= bound


@given(amounts, credited, rates, st.integers(1, 11))
def test_an_account_never_shrinks_and_earns_more_each_month(
    opening: int, paid: list[int], rate_e4: int, months: int
) -> None:
    before, after = (
        month_product_year(opening, paid, rate_e4, months=count) for count in (months, months + 1)
    )

    assert opening <= before.closing_fen <= after.closing_fen
    assert before.interest_fen <= after.interest_fen


@given(amounts, credited, rates, st.integers(1, 12))
def test_what_an_account_closes_with_adds_up(
    opening: int, paid: list[int], rate_e4: int, months: int
) -> None:
    year = month_product_year(opening, paid, rate_e4, months=months)

    assert year.closing_fen == opening + sum(paid[:months]) + year.interest_fen


@pytest.mark.parametrize(
    "word",
    [
        "annual",
        "yearly_method",
        "yearly-method",
        "yearly",
        "Year",
        "annually",
        "年度计算法",
        "年度法",
    ],
)
def test_the_yearly_method_has_several_names(word: str) -> None:
    asked = {"credits": [["2023-12", "4800"]], "year": "2023", "method": word}

    # 4800 × 3.97 % × 1.083 ÷ 2 = 103.188
    assert said(ask(RULE, asked))["interest_credits"] == "103.19"


@pytest.mark.parametrize(
    "word",
    [
        "month",
        "months",
        "monthly",
        "product",
        "month_product",
        "month-product",
        "Month Products",
        "monthly_product",
        "monthly_products",
        "月积数法",
        "月积数",
    ],
)
def test_the_month_product_has_several_names(word: str) -> None:
    asked = {"credits": [["2023-12", "4800"]], "year": "2023", "method": word}

    # 4800 × 1 × 3.97 % ÷ 12 = 15.88
    assert said(ask(RULE, asked))["interest_credits"] == "15.88"


def test_each_credit_after_the_closing_is_named_by_its_field() -> None:
    credited = [["2024-07", "1"], ["2024-06", "1"], ["2024-12", "1"]]

    answered = ask(RULE, {"year": "2024", "until_month": "2024-06", "credits": credited})

    assert [one.field for one in answered.refusals] == ["credits.0", "credits.2"]


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 9_999))
def test_a_year_by_the_yearly_method_alone_is_as_in_a_column(seed: int, row: int) -> None:
    draw = np.random.default_rng(seed)
    opening = draw.integers(0, 10**9, 10_000)
    paid = [draw.integers(0, 300_000, 10_000) for _ in range(12)]

    column = yearly_method_year(opening, paid, 397, 10_830)
    alone = yearly_method_year(int(opening[row]), [int(one[row]) for one in paid], 397, 10_830)

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name


@pytest.mark.parametrize("method", ["month_product", "yearly"])
def test_the_largest_accounts_stay_exact_in_a_column(method: str) -> None:
    law = Law(date(2026, 11, 24), {"notional_interest_rate": "0.9999"}, scheme="110")
    terms = Terms.of(law, "34", 2024, method=method)
    opening, paid = 10**11, 10**8 * 8

    column = terms.year(np.array([opening]), [np.array([paid])] * 12)
    alone = terms.year(opening, [paid] * 12)

    assert column.closing_fen[0] == alone.closing_fen


def test_movements_after_the_month_asked_earn_nothing() -> None:
    moves = [month(2023, 5), month(2024, 9)]

    until_september = balance_at(
        LAW, "34", moves, [100_000, 5_000], month(2024, 9), Sheet()
    ).interest_fen
    with_a_later_one = balance_at(
        LAW, "34", [*moves, month(2024, 11)], [100_000, 5_000, 9_999], month(2024, 9), Sheet()
    ).interest_fen

    # 1000 × 8 × 3.97 % ÷ 12 = 26.47; 1026.47 × 2.62 % × 9 ÷ 12 = 20.17; 50 × 2.62 % ÷ 12 = 0.11
    assert until_september == with_a_later_one == 2_647 + 2_017 + 11


def test_months_without_a_movement_hold_nothing() -> None:
    law = Law(date(2026, 11, 24), {"notional_interest_rate": "0.9999"}, scheme="110")

    earned = balance_at(
        law, "34", [month(2024, 12)], [1_200], month(2024, 12), Sheet()
    ).interest_fen

    # 12.00 × 99.99 % ÷ 12 = 0.99990, and not a fen for the eleven months before
    assert earned == 100


def test_an_empty_account_earns_nothing() -> None:
    sheet = Sheet()

    assert balance_at(LAW, "34", [], [], month(2024, 9), sheet).interest_fen == 0
    assert line_values(sheet.worksheet())["account_interest"] == 0


def test_a_rate_that_is_not_final_marks_the_worksheet() -> None:
    final, provisional = Sheet(), Sheet()

    balance_at(LAW, "34", [month(2025, 1)], [100_000], month(2025, 12), final)
    balance_at(LAW, "34", [month(2026, 1)], [100_000], month(2026, 6), provisional)

    assert not final.worksheet().is_provisional
    assert provisional.worksheet().is_provisional


def test_years_before_the_national_rates_are_not_guessed() -> None:
    with pytest.raises(NotInForce):
        balance_at(LAW, "34", [month(2015, 1)], [100_000], month(2024, 9), Sheet())
