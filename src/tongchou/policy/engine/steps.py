"""Small tables of the law: what is due from a year, an age, an amount or a class on."""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tongchou.standards.money import (
    Number,
    choose,
    clip,
    fen_of,
)


class Step(NamedTuple):
    """One step 档: from where on it holds, its amount, and what each further one adds, in fen."""

    start: int
    amount_fen: int
    further_fen: int = 0


@cache
def steps_of(text: str) -> tuple[Step, ...]:
    """Return the steps that "70: 25, 75: 35" names; "50" is one step from 0 on.

    "70: 30 + 1" adds 1 yuan for each further one. Raises `ValueError` for anything else, and
    for starts that do not rise.
    """
    found = tuple(_step(part) for part in text.split(","))
    if any(before.start >= after.start for before, after in pairwise(found)):
        raise ValueError(f"the steps of {text!r} do not rise")
    return found


def _step(part: str) -> Step:
    start, colon, amounts = part.rpartition(":")
    amount, plus, further = amounts.partition("+")
    return Step(int(start) if colon else 0, fen_of(amount), fen_of(further) if plus else 0)


def step_at(steps: Sequence[Step], value: Number) -> Number:
    """Return what the step holds in which a value lies; nothing below the first."""
    found = value * 0
    for step in steps:
        reached = step.amount_fen + step.further_fen * (value - step.start)
        found = choose(value >= step.start, reached, found)
    return found


def exact_step(steps: Sequence[Step], value: Number) -> Number:
    """Return what the step that starts at just this value holds; nothing beside the starts."""
    found = value * 0
    for step in steps:
        found = choose(value == step.start, step.amount_fen, found)
    return found


def shares(steps: Sequence[Step], value: Number) -> list[tuple[Number, int]]:
    """Return how much of a value lies in each step, and what each one of it brings.

    With steps from 0, 15 and 25 a value of 40 has 15, 10 and 15: the sixteenth is the first of
    the second step.
    """
    starts = [step.start for step in steps]
    highest = [*starts[1:], None]
    return [
        (
            clip(value - step.start, 0, value if end is None else end - step.start),
            step.amount_fen,
        )
        for step, end in zip(steps, highest, strict=True)
    ]
