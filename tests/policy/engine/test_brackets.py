"""Small tables of the law: how they are written, and what lies on, between and beside brackets."""

import numpy as np
import pytest

from tongchou.policy.engine.brackets import Bracket, bracket_at, brackets_of, exact_bracket, shares

AGES = brackets_of("70: 25, 75: 35.5")


def test_brackets_are_read_as_they_are_written() -> None:
    assert list(AGES) == [Bracket(70, 2_500, 0), Bracket(75, 3_550, 0)]
    assert brackets_of("50") == (Bracket(0, 5_000, 0),)
    assert brackets_of("70: 30 + 1") == (Bracket(70, 3_000, 100),)


@pytest.mark.parametrize("text", ["", "a: 1", "70: x", "70: 1 +", "70: 1, 70: 2", "75: 1, 70: 2"])
def test_what_are_no_brackets_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        brackets_of(text)


def test_a_value_lies_on_the_last_bracket_it_reaches() -> None:
    values = np.array([0, 69, 70, 74, 75, 99], dtype=np.int64)

    assert bracket_at(AGES, values).tolist() == [0, 0, 2_500, 2_500, 3_550, 3_550]
    assert [bracket_at(AGES, value) for value in (69, 70, 75)] == [0, 2_500, 3_550]


def test_each_further_one_adds_its_sum() -> None:
    growing = brackets_of("70: 30 + 1")

    assert [bracket_at(growing, age) for age in (69, 70, 71, 80)] == [0, 3_000, 3_100, 4_000]


def test_beside_the_starts_there_is_nothing() -> None:
    values = np.array([69, 70, 71, 75, 76], dtype=np.int64)

    assert exact_bracket(AGES, values).tolist() == [0, 2_500, 0, 3_550, 0]


def test_a_value_is_shared_among_the_brackets_it_passes() -> None:
    years = brackets_of("0: 1, 15: 2, 25: 3")

    assert shares(years, 40) == [(15, 100), (10, 200), (15, 300)]
    assert shares(years, 16) == [(15, 100), (1, 200), (0, 300)]
    assert shares(brackets_of("15: 2"), 10) == [(0, 200)]
