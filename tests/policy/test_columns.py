"""One rule for one life and for a million: a row alone equals its row in a column of 10,000."""

from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tongchou.policy.account import account_year
from tongchou.policy.benefit import annuity_months_e1, pension
from tongchou.policy.contribution import contribution
from tongchou.policy.law import Law
from tongchou.policy.pension_methods import METHODS
from tongchou.policy.retirement import TRACKS, earliest_month, retirement_month
from tongchou.policy.worksheet import Sheet
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24))
ROWS = 10_000
BY_METHOD = {
    "plain": "35",
    "years_to_hundredth": "32",
    "years_up_to_tenth": "34",
    "month_factor": "31",
    "total_up_to_jiao": "14",
    "parts_up_to_jiao": "45",
}

seeds = st.integers(0, 2**32 - 1)
rows = st.integers(0, ROWS - 1)


def _column(seed: int, low: int, high: int) -> NDArray[np.int64]:
    return np.random.default_rng(seed).integers(low, high, ROWS, dtype=np.int64)


@settings(max_examples=25, deadline=None)
@given(seeds, rows, st.sampled_from(["34", "32", "31"]))
def test_contributions(seed: int, row: int, province: str) -> None:
    wages = _column(seed, 1, 10_000_000)

    column = contribution(LAW, province, month(2024, 9), wages, Sheet())
    alone = contribution(LAW, province, month(2024, 9), int(wages[row]), Sheet())

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name


@settings(max_examples=25, deadline=None)
@given(seeds, rows, st.integers(1, 12), st.sampled_from([150, 262, 397, 831]))
def test_account_years(seed: int, row: int, months: int, rate_e4: int) -> None:
    opening = _column(seed, 0, 10**9)
    credits_fen = [_column(seed + place + 1, 0, 300_000) for place in range(12)]

    interest, closing = account_year(opening, credits_fen, rate_e4, months=months)
    alone = account_year(
        int(opening[row]), [int(credit[row]) for credit in credits_fen], rate_e4, months=months
    )

    assert (interest[row], closing[row]) == alone


@settings(max_examples=25, deadline=None)
@given(seeds, rows, st.sampled_from(sorted(TRACKS)))
def test_retirement_months(seed: int, row: int, track: str) -> None:
    births = _column(seed, month(1940, 1), month(2010, 1))

    column = retirement_month(births, TRACKS[track], Sheet())
    alone = retirement_month(int(births[row]), TRACKS[track], Sheet())

    assert column[row] == alone
    assert earliest_month(column, TRACKS[track], births)[row] == earliest_month(
        alone, TRACKS[track], int(births[row])
    )


@settings(max_examples=40, deadline=None)
@given(seeds, rows, st.sampled_from(sorted(BY_METHOD)), st.sampled_from([(2024, 12), (2025, 12)]))
def test_pensions(seed: int, row: int, method: str, retired_in: tuple[int, int]) -> None:
    months = _column(seed, 180, 600)
    indices = _column(seed + 1, 3_000, 30_000)
    balances = _column(seed + 2, 0, 10**8)
    ages = _column(seed + 3, 40 * 12, 71 * 12)
    at = month(*retired_in)

    column = pension(
        LAW,
        BY_METHOD[method],
        at,
        contribution_months=months,
        wage_index_e4=indices,
        account_balance_fen=balances,
        age_months=ages,
        sheet=Sheet(),
    )
    alone = pension(
        LAW,
        BY_METHOD[method],
        at,
        contribution_months=int(months[row]),
        wage_index_e4=int(indices[row]),
        account_balance_fen=int(balances[row]),
        age_months=int(ages[row]),
        sheet=Sheet(),
    )

    for name, value in vars(alone).items():
        assert getattr(column, name)[row] == value, name
        assert isinstance(value, int), name


def test_every_method_is_among_those_compared() -> None:
    assert set(BY_METHOD) == set(METHODS)


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 100 * 12))
def test_annuity_months_fall_with_age(age_months: int) -> None:
    assert annuity_months_e1(age_months) >= annuity_months_e1(age_months + 1)
