"""The individual account: what is credited earns interest month by month."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from case_files import cases

from tongchou.policy.account import account_year, balance_with_interest, interest_until
from tongchou.policy.law import Law, NotInForce
from tongchou.policy.worksheet import Sheet
from tongchou.standards.money import fen_of
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24))


@pytest.mark.parametrize("case", cases("accounts"), ids=lambda case: case["case"])
def test_a_year_earns_by_months(case: dict[str, Any]) -> None:
    rate_e4 = LAW.value("notional_interest_rate", month(int(case["year"]), 1))

    interest, closing = account_year(
        fen_of(case["opening"]),
        [fen_of(credit) for credit in case["credits"]],
        rate_e4,
        months=int(case["months"]),
    )

    assert interest == fen_of(case["interest"])
    assert closing == fen_of(case["closing"])


def test_years_are_chained_each_rounded_once() -> None:
    interest, balance = balance_with_interest(
        LAW, "34", {2020: ()}, month(2025, 12), Sheet(), opening_fen=10_000_000
    )

    # 100000 × 1.0604 × 1.0669 × 1.0612 × 1.0397 × 1.0262 × 1.0150, to the fen each year
    assert balance == 13_001_600
    assert interest == 3_001_600


def test_columns_are_chained_as_single_accounts_are() -> None:
    opening = np.array([10_000_000, 0, 123_457], dtype=np.int64)
    paid = np.array([40_000, 64_000, 1], dtype=np.int64)
    years = {2023: [paid] * 12, 2024: [paid] * 9}

    interest, balance = balance_with_interest(
        LAW, "34", years, month(2024, 9), Sheet(), opening_fen=opening
    )

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


def test_movements_after_the_month_asked_earn_nothing() -> None:
    moves = [month(2023, 5), month(2024, 9)]

    until_september = interest_until(LAW, "34", moves, [100_000, 5_000], month(2024, 9), Sheet())
    with_a_later_one = interest_until(
        LAW, "34", [*moves, month(2024, 11)], [100_000, 5_000, 9_999], month(2024, 9), Sheet()
    )

    assert until_september == with_a_later_one


def test_an_empty_account_earns_nothing() -> None:
    sheet = Sheet()

    assert interest_until(LAW, "34", [], [], month(2024, 9), sheet) == 0
    assert sheet.worksheet().results["account_interest"] == 0


def test_a_rate_that_is_not_final_marks_the_worksheet() -> None:
    final, provisional = Sheet(), Sheet()

    interest_until(LAW, "34", [month(2025, 1)], [100_000], month(2025, 12), final)
    interest_until(LAW, "34", [month(2026, 1)], [100_000], month(2026, 6), provisional)

    assert not final.worksheet().is_provisional
    assert provisional.worksheet().is_provisional


def test_years_before_the_national_rates_are_not_guessed() -> None:
    with pytest.raises(NotInForce):
        interest_until(LAW, "34", [month(2015, 1)], [100_000], month(2024, 9), Sheet())
