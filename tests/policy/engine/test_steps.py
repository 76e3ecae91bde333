"""Small tables of the law: how they are written, and what lies on, between and beside steps."""

import numpy as np
import pytest

from tongchou.policy.engine.steps import Step, exact_step, shares, step_at, steps_of

AGES = steps_of("70: 25, 75: 35.5")


def test_steps_are_read_as_they_are_written() -> None:
    assert list(AGES) == [Step(70, 2_500, 0), Step(75, 3_550, 0)]
    assert steps_of("50") == (Step(0, 5_000, 0),)
    assert steps_of("70: 30 + 1") == (Step(70, 3_000, 100),)


@pytest.mark.parametrize("text", ["", "a: 1", "70: x", "70: 1 +", "70: 1, 70: 2", "75: 1, 70: 2"])
def test_what_are_no_steps_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        steps_of(text)


def test_a_value_lies_on_the_last_step_it_reaches() -> None:
    values = np.array([0, 69, 70, 74, 75, 99], dtype=np.int64)

    assert step_at(AGES, values).tolist() == [0, 0, 2_500, 2_500, 3_550, 3_550]
    assert [step_at(AGES, value) for value in (69, 70, 75)] == [0, 2_500, 3_550]


def test_each_further_one_adds_its_sum() -> None:
    growing = steps_of("70: 30 + 1")

    assert [step_at(growing, age) for age in (69, 70, 71, 80)] == [0, 3_000, 3_100, 4_000]


def test_beside_the_starts_there_is_nothing() -> None:
    values = np.array([69, 70, 71, 75, 76], dtype=np.int64)

    assert exact_step(AGES, values).tolist() == [0, 2_500, 0, 3_550, 0]


def test_a_value_is_shared_among_the_steps_it_passes() -> None:
    years = steps_of("0: 1, 15: 2, 25: 3")

    assert shares(years, 40) == [(15, 100), (10, 200), (15, 300)]
    assert shares(years, 16) == [(15, 100), (1, 200), (0, 300)]
    assert shares(steps_of("15: 2"), 10) == [(0, 200)]
