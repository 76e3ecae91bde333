"""Accounts that are paid out: month by month until they empty, or at once."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from asking import ask, in_the_case, wanted
from case_files import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from tongchou.policy.employees.account.account_payout import payout
from tongchou.policy.employees.account.account_payout_asked import RULE as PAYOUT
from tongchou.policy.employees.account.account_refund import refund
from tongchou.policy.employees.account.account_refund_asked import RULE as REFUND
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
CASES = [(PAYOUT, case) for case in cases("account_payouts")]
REFUNDS = cases("account_refunds")
CASES += [(REFUND, case) for case in REFUNDS]
ROWS = 10_000

balances = st.integers(0, 50_000_000)
pensions = st.integers(1, 1_000_000)


@pytest.mark.parametrize(("rule", "case"), CASES, ids=[case["name"] for _, case in CASES])
def test_an_account_pays_what_the_case_says(rule: Any, case: dict[str, Any]) -> None:
    answered = ask(rule, case["asked"])

    assert in_the_case(answered, case) == wanted(case)
    if "fields" in case:
        assert [refusal.field for refusal in answered.refusals] == case["fields"]
    assert answered.worksheet.is_provisional == ("provisional" in case)


@pytest.mark.parametrize(
    "case", [case for case in REFUNDS if "basis" in case], ids=lambda case: case["name"]
)
def test_a_refund_cites_what_it_rests_on(case: dict[str, Any]) -> None:
    assert ask(REFUND, case["asked"]).worksheet.lines[0].basis == case["basis"]


def test_every_refusal_says_what_to_do() -> None:
    for case in REFUNDS:
        for refusal in ask(REFUND, case["asked"]).refusals:
            if refusal.code.startswith("form."):
                continue
            assert refusal.remedy is not None, case["name"]


def test_the_worksheet_shows_each_year() -> None:
    sheet = Sheet()

    payout(LAW, "34", 100_000, 30_000, month(2024, 10), month(2025, 4), sheet)

    assert [(line.name, line.formula.zh) for line in sheet.lines[:4]] == [
        ("drawn_2024", "min(300.00 × 3, 1,000.00)"),
        ("interest_2024", "1,200.00 × 2.62% ÷ 12"),
        ("drawn_2025", "min(300.00 × 3, 102.62)"),
        ("interest_2025", "0.00 × 1.50% ÷ 12"),
    ]


@given(balances, pensions, st.integers(1, 120))
def test_what_is_paid_is_the_pension_and_what_is_left_adds_up(
    balance: int, monthly: int, count: int
) -> None:
    first = month(2016, 1)

    paid = payout(LAW, "34", balance, monthly, first, first + count, Sheet())

    assert paid.from_account_fen + paid.from_fund_fen == monthly * count
    assert balance + paid.interest_fen - paid.from_account_fen == paid.balance_fen
    assert paid.balance_fen >= 0
    assert 0 <= paid.full_months <= count


@given(balances, pensions, st.integers(1, 119))
def test_years_paid_one_after_the_other_are_as_paid_in_one_go(
    balance: int, monthly: int, years: int
) -> None:
    middle = month(2016 + years % 9 + 1, 1)

    whole = payout(LAW, "34", balance, monthly, month(2016, 1), month(2026, 1), Sheet())
    before = payout(LAW, "34", balance, monthly, month(2016, 1), middle, Sheet())
    after = payout(LAW, "34", int(before.balance_fen), monthly, middle, month(2026, 1), Sheet())

    assert whole.balance_fen == after.balance_fen
    assert whole.from_fund_fen == before.from_fund_fen + after.from_fund_fen


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, ROWS - 1))
def test_one_account_alone_is_as_in_a_column(seed: int, row: int) -> None:
    draw = np.random.default_rng(seed)
    balance, monthly = draw.integers(0, 10**8, ROWS), draw.integers(1, 10**6, ROWS)
    span = month(2018, 5), month(2022, 9)

    column = payout(LAW, "34", balance, monthly, *span, Sheet())
    alone = payout(LAW, "34", int(balance[row]), int(monthly[row]), *span, Sheet())

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name


def test_heirs_of_a_column_take_what_each_may() -> None:
    balance, own = np.array([1_000, 500, 0]), np.array([700, 700, 700])

    paid = refund(LAW, "34", month(2005, 1), balance, own, Sheet(), ground="death")

    assert paid.tolist() == [700, 500, 0]
