"""One rule for one life and for a million: a row alone equals its row in a column of 10,000."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from tongchou.policy.employees.account.account import month_product_year
from tongchou.policy.employees.contribution.contribution import contribution
from tongchou.policy.employees.pension.annuity import annuity_months_e1
from tongchou.policy.employees.pension.claim import GROUNDS, Early, Supplement
from tongchou.policy.employees.pension.pension import pension
from tongchou.policy.employees.retirement.retirement import TRACKS, earliest_month, retirement_month
from tongchou.policy.engine.blocks import BLOCK, in_blocks
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
ROWS = 10_000
CITIES = {"22": "220100", "41": "410200", "42": "420300"}
"""Where no province's base stands, one city of it."""
CITY_BASES = {"22": 797_825}
TOGETHER = frozenset(GROUNDS)
DETERMINED = [code for code in codes.table("divisions") if code not in {"00", "66"}]

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

    column = month_product_year(opening, credits_fen, rate_e4, months=months)
    alone = month_product_year(
        int(opening[row]), [int(credit[row]) for credit in credits_fen], rate_e4, months=months
    )

    assert np.asarray(column.interest_fen)[row] == alone.interest_fen
    assert np.asarray(column.closing_fen)[row] == alone.closing_fen


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


def _people(seed: int, row: int | None = None) -> dict[str, Any]:
    """Return everybody, or one row of them, as a pension asks for them."""

    def of(place: int, low: int, high: int) -> Any:
        column = _column(seed + place, low, high)
        return column if row is None else int(column[row])

    early, deemed = of(4, 0, 120), of(5, 0, 60)
    return {
        "contribution_months": of(0, 180, 720),
        "wage_index_e6": of(1, 300_000, 3_000_001),
        "account_balance_fen": of(2, 0, 10**8),
        "age_months": of(3, 40 * 12, 71 * 12),
        "early": Early(
            years=(early + deemed, 12),
            index_e6=of(6, 300_000, 3_000_001),
            deemed=(deemed, 12),
            virtual_account_fen=of(7, 0, 10**7),
            old_fen=of(8, 0, 200_000),
        ),
        "supplement": Supplement(
            grounds=TOGETHER, plateau=(of(9, 0, 400), 12), transitional_subsidy_fen=1
        ),
    }


@settings(max_examples=3, deadline=None)
@given(seeds, rows, st.sampled_from([(2024, 12), (2026, 12)]))
@pytest.mark.parametrize("province", DETERMINED)
def test_pensions(province: str, seed: int, row: int, retired_in: tuple[int, int]) -> None:
    law = Law(
        date(2026, 11, 24), {"average_pension": "3553", "one_child_rate": "0.05"}, scheme="110"
    )
    asked = {"law": law, "province": province, "retired_in": month(*retired_in)}
    asked["city"] = CITIES.get(province, "")

    column = pension(
        **asked, **_people(seed), city_benefit_base_fen=CITY_BASES.get(province), sheet=Sheet()
    )
    alone = pension(
        **asked, **_people(seed, row), city_benefit_base_fen=CITY_BASES.get(province), sheet=Sheet()
    )

    for name in ("basic_fen", "account_fen", "transitional_fen", "total_fen"):
        assert np.broadcast_to(getattr(column, name), ROWS)[row] == getattr(alone, name), name
        assert isinstance(getattr(alone, name), int), name
    assert column.additions_fen.keys() == alone.additions_fen.keys()
    for name, fen in column.additions_fen.items():
        assert np.broadcast_to(fen, ROWS)[row] == alone.additions_fen[name], name


@pytest.mark.parametrize("province", DETERMINED)
def test_the_largest_pension_of_a_column_does_not_overflow(province: str) -> None:
    # a base of 20,000 yuan, an index of 3, 60 years, 40 of them before the account
    law = Law(date(2026, 11, 24), {"benefit_base": "20000", "one_child_rate": "0.05"}
              | {"average_pension": "3553"}, scheme="110")  # fmt: skip

    def of(number: Any) -> Any:
        return pension(
            law, province, month(2025, 12), city=CITIES.get(province, ""), sheet=Sheet(),
            city_benefit_base_fen=2_000_000, contribution_months=720 + number,
            wage_index_e6=3_000_000 + number, account_balance_fen=10**9 + number,
            age_months=600 + number,
            early=Early((480 + number, 12), 3_000_000 + number, (240 + number, 12), old_fen=0),
            supplement=Supplement(TOGETHER, transitional_subsidy_fen=1),
        )  # fmt: skip

    column, alone = of(np.zeros(2, dtype=np.int64)), of(0)

    assert column.total_fen.tolist() == [alone.total_fen] * 2
    assert np.broadcast_to(column.transitional_fen, 2).tolist() == [alone.transitional_fen] * 2


def test_a_base_for_each_row_counts_as_one_given_alone() -> None:
    law, bases = Law(date(2026, 11, 24), scheme="110"), np.array([793_200, 845_600, 1])

    def of(base_fen: Any) -> Any:
        return pension(
            law, "35", month(2025, 3), contribution_months=244, wage_index_e6=512_300,
            account_balance_fen=7_193_241, age_months=603, benefit_base_fen=base_fen, sheet=Sheet(),
        )  # fmt: skip

    assert of(bases).total_fen.tolist() == [of(int(base)).total_fen for base in bases]


@pytest.mark.parametrize("number", [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK + 7])
def test_blocks_give_what_the_whole_column_gives(number: int) -> None:
    months = np.arange(number, dtype=np.int64) * 7 % 1_000

    found = in_blocks(lambda block: annuity_months_e1(months[block]), number)

    assert found.tolist() == annuity_months_e1(months).tolist()


def test_each_block_is_asked_for_once_and_no_longer_than_it_may_be() -> None:
    asked: list[slice] = []

    def rule(block: slice) -> np.ndarray[Any, np.dtype[np.int64]]:
        asked.append(block)
        return np.arange(block.start, block.stop, dtype=np.int64)

    found = in_blocks(rule, 2 * BLOCK + 7)

    assert asked == [slice(0, BLOCK), slice(BLOCK, 2 * BLOCK), slice(2 * BLOCK, 2 * BLOCK + 7)]
    assert (found.dtype, found.tolist()) == (np.int64, list(range(2 * BLOCK + 7)))


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 100 * 12))
def test_annuity_months_fall_with_age(age_months: int) -> None:
    assert annuity_months_e1(age_months) >= annuity_months_e1(age_months + 1)
