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


class Bracket(NamedTuple):
    """A bracket 档: from where on it holds, its amount, and what each further one adds, in fen."""

    start: int
    amount_fen: int
    further_fen: int = 0


@cache
def brackets_of(text: str) -> tuple[Bracket, ...]:
    """Return the brackets that "70: 25, 75: 35" names; "50" is one bracket from 0 on.

    "70: 30 + 1" adds 1 yuan for each further one. Raises `ValueError` for anything else, and
    for starts that do not rise.
    """
    found = tuple(_bracket(part) for part in text.split(","))
    if any(before.start >= after.start for before, after in pairwise(found)):
        raise ValueError(f"the brackets of {text!r} do not rise")
    return found


def _bracket(part: str) -> Bracket:
    start, colon, amounts = part.rpartition(":")
    amount, plus, further = amounts.partition("+")
    return Bracket(int(start) if colon else 0, fen_of(amount), fen_of(further) if plus else 0)


def bracket_at(brackets: Sequence[Bracket], value: Number) -> Number:
    """Return what the bracket holds in which a value lies; nothing below the first."""
    found = value * 0
    for bracket in brackets:
        reached = bracket.amount_fen + bracket.further_fen * (value - bracket.start)
        found = choose(value >= bracket.start, reached, found)
    return found


def exact_bracket(brackets: Sequence[Bracket], value: Number) -> Number:
    """Return what the bracket that starts at just this value holds; nothing beside the starts."""
    found = value * 0
    for bracket in brackets:
        found = choose(value == bracket.start, bracket.amount_fen, found)
    return found


def shares(brackets: Sequence[Bracket], value: Number) -> list[tuple[Number, int]]:
    """Return how much of a value lies in each bracket, and what each one of it brings.

    With brackets from 0, 15 and 25 a value of 40 has 15, 10 and 15: the sixteenth is the first of
    the second bracket.
    """
    starts = [bracket.start for bracket in brackets]
    highest = [*starts[1:], None]
    return [
        (
            clip(value - bracket.start, 0, value if end is None else end - bracket.start),
            bracket.amount_fen,
        )
        for bracket, end in zip(brackets, highest, strict=True)
    ]
