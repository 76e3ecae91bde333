"""Money: whole fen, the law's roundings, and no float."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.standards.money import (
    choose,
    clip,
    fen_of,
    round_down,
    round_half_up,
    round_up,
    up_to_jiao,
    yuan,
    yuan_grouped,
)

amounts = st.integers(-(10**12), 10**12)
divisors = st.integers(1, 10**6)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("8,762.5", 876_250),
        ("1,234.5", 123_450),
        ("0.01", 1),
        ("-12.30", -1230),
        ("1234567.89", 123_456_789),
        ("5", 500),
        ("7.500", 750),
        (" 3.2 ", 320),
    ],
)
def test_amounts_are_read_in_yuan(text: str, fen: int) -> None:
    assert fen_of(text) == fen


@pytest.mark.parametrize(
    "text", ["", "abc", "1.2.3", "1,23.00", "三千", "1e3", "0.005", "--1", ".5", "1.", "NaN"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no amount|decimals"):
        fen_of(text)


def test_more_decimals_are_rounded_only_when_told() -> None:
    assert fen_of("0.005", rounded=True) == 1
    assert fen_of("-0.005", rounded=True) == -1
    assert fen_of("4226.628", rounded=True) == 422_663
    assert fen_of("0.6119", scale=4) == 6119


def test_halves_round_away_from_zero() -> None:
    assert [round_half_up(number, 2) for number in (-5, -3, -1, 0, 1, 3, 5)] == [
        *(-3, -2, -1, 0, 1, 2, 3),
    ]


@given(amounts, divisors)
def test_a_reversal_undoes_a_rounded_amount(amount: int, divisor: int) -> None:
    assert round_half_up(-amount, divisor) == -round_half_up(amount, divisor)
    assert abs(2 * round_half_up(amount, divisor) * divisor - 2 * amount) <= divisor


@given(amounts, divisors)
def test_down_and_up_lie_on_both_sides(amount: int, divisor: int) -> None:
    low, high = round_down(amount, divisor), round_up(amount, divisor)

    assert low * divisor <= amount <= high * divisor
    assert high - low == (amount % divisor != 0)


@given(st.lists(amounts, min_size=1, max_size=20), divisors)
def test_a_column_rounds_as_its_rows_do(column: list[int], divisor: int) -> None:
    whole = np.array(column, dtype=np.int64)

    for rounding in (round_half_up, round_down, round_up):
        found = rounding(whole, divisor)
        assert found.dtype == np.int64
        assert found.tolist() == [rounding(amount, divisor) for amount in column]


def test_up_to_jiao_raises_any_odd_fen() -> None:
    assert [up_to_jiao(fen) for fen in (602_504, 602_510, 1)] == [602_510, 602_510, 10]


def test_choosing_and_clipping_work_on_one_and_on_many() -> None:
    wages = np.array([1, 5, 9], dtype=np.int64)

    assert [clip(wage, 3, 7) for wage in (1, 5, 9)] == clip(wages, 3, 7).tolist() == [3, 5, 7]
    assert choose(True, 1, 2) == 1
    assert choose(wages > 4, 1, 2).tolist() == [2, 1, 1]


@given(amounts)
def test_what_is_written_can_be_read_again(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen
    assert fen_of(yuan_grouped(fen)) == fen


def test_amounts_are_written_with_two_decimals() -> None:
    assert yuan(123_450) == "1234.50"
    assert yuan_grouped(-123_456_705) == "-1,234,567.05"
