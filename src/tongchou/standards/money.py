"""Money in whole fen, on one amount or on a column of millions; no float is ever born.

Every function takes Python ints or int64 arrays alike. Halves round away from zero
(四舍五入), as every determination sheet does.
"""

import re
from typing import overload

import numpy as np
from numpy.typing import NDArray

Number = int | NDArray[np.int64]
"""A whole number, or a column of them: months, days, people, an index or a rate times its scale."""

Fen = Number
"""An amount in fen, or a column of amounts."""

Flag = bool | NDArray[np.bool_]
"""A yes or no, or a column of them."""

FEN_PER_YUAN = 100
FEN_PER_JIAO = 10

LENGTH_MAX = 64
"""What is longer is no amount, and beyond 4,300 digits Python writes and reads no number."""

_AMOUNT = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?")


@overload
def choose(condition: bool, yes: int, no: int) -> int: ...
@overload
def choose(condition: Flag, yes: Number, no: Number) -> Number: ...
def choose(condition: Flag, yes: Number, no: Number) -> Number:
    """Return `yes` where the condition holds and `no` where it does not, row by row."""
    if isinstance(condition, bool | np.bool_):
        return yes if condition else no
    return np.where(condition, yes, no)


@overload
def clip(value: int, lowest: int, highest: int) -> int: ...
@overload
def clip(value: Number, lowest: Number, highest: Number) -> Number: ...
def clip(value: Number, lowest: Number, highest: Number) -> Number:
    """Return the value, raised to `lowest` or cut to `highest`, row by row."""
    raised = choose(value < lowest, lowest, value)
    return choose(raised > highest, highest, raised)


@overload
def round_down(numerator: int, denominator: int) -> int: ...
@overload
def round_down(numerator: Number, denominator: Number) -> Number: ...
def round_down(numerator: Number, denominator: Number) -> Number:
    """Return the quotient rounded toward negative infinity; the denominator is positive."""
    return numerator // denominator


@overload
def round_up(numerator: int, denominator: int) -> int: ...
@overload
def round_up(numerator: Number, denominator: Number) -> Number: ...
def round_up(numerator: Number, denominator: Number) -> Number:
    """Return the quotient rounded toward positive infinity; the denominator is positive."""
    return -(-numerator // denominator)


@overload
def round_half_up(numerator: int, denominator: int) -> int: ...
@overload
def round_half_up(numerator: Number, denominator: Number) -> Number: ...
def round_half_up(numerator: Number, denominator: Number) -> Number:
    """Return the quotient with halves rounded away from zero 四舍五入; the denominator is positive.

    -2.5 becomes -3, so that a reversal undoes its entry to the fen. Amounts below zero are rare,
    and a column without any is divided once.
    """
    rounded = denominator >> 1
    rounded += numerator
    rounded //= denominator
    lowest = numerator.min(initial=0) if isinstance(numerator, np.ndarray) else numerator
    if lowest >= 0:
        return rounded
    return choose(numerator < 0, -(((denominator >> 1) - numerator) // denominator), rounded)


def up_to_jiao(fen: Fen) -> Fen:
    """Return the amount raised to the next whole jiao 见分进角."""
    return round_up(fen, FEN_PER_JIAO) * FEN_PER_JIAO


def fen_of(text: str, *, scale: int = 2, rounded: bool = False) -> int:
    """Return the fen of an amount in yuan such as "1,234.5"; `scale` digits are kept.

    Raises `ValueError` for anything else, and for more digits than `scale` unless
    `rounded` allows them to be rounded half-up.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if not found or len(text) > LENGTH_MAX:
        raise ValueError(f"{text!r} is no amount such as 1234.50")
    sign, whole, part = found.groups(default="")
    if len(part) > scale and part[scale:].strip("0") and not rounded:
        raise ValueError(f"{text!r} has more than {scale} decimals")
    digits = int(whole.replace(",", "") + part.ljust(scale, "0"))
    kept = round_half_up(digits, 10 ** max(len(part) - scale, 0))
    return -kept if sign == "-" else int(kept)


def yuan(fen: int) -> str:
    """Return an amount in yuan with two decimals, as messages write it: 1234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN}.{abs(fen) % FEN_PER_YUAN:02d}"


def yuan_grouped(fen: int) -> str:
    """Return an amount in yuan for people to read: 1,234.50."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // FEN_PER_YUAN:,}.{abs(fen) % FEN_PER_YUAN:02d}"
