"""Formulas 算式 of a worksheet, with their numbers put in, in both languages."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from tongchou.standards.money import (
    Number,
    yuan_grouped,
)
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, month_text

_RATE = "rate_e"
_PARTS = "parts_"
_AGE = "age"

_SHOWN: Mapping[str, Callable[[int], str]] = {
    "fen": yuan_grouped,
    "month": month_text,
    "date": lambda ordinal: date.fromordinal(ordinal).isoformat(),
}


def _age(months: int) -> Text:
    years, over = divmod(months, MONTHS_PER_YEAR)
    return Text(f"{years}岁{over}个月", f"{years} years {over} months")


def _position(value: int) -> Text:
    return Text(f"第{value}号", f"no. {value}") if value else Text("无", "none")


_SAID: Mapping[str, Callable[[int], Text]] = {_AGE: _age, "position": _position}

FINE_INDEX, INDEX_DIGITS = "index_e6", 4


def shown(value: int, unit: str, language: str = "zh") -> str:
    """Return a value as a person reads it: 1,234.50 for fen, 8.00% for a rate, 2024-09.

    A date is kept as its ordinal, the days since year 1, an age in months, and years in parts
    of so many to a year: 244 "parts_12" are 244 ÷ 12, and 2033 "parts_100" are 20.33. A
    position of a log, 0 for none, and an age have words.
    """
    if unit in _SAID:
        return _SAID[unit](value).of(language)
    if unit in _SHOWN:
        return _SHOWN[unit](value)
    if unit.startswith(_PARTS):
        return _years(value, unit.removeprefix(_PARTS))
    if unit.startswith(_RATE):
        return _scaled(value, int(unit.removeprefix(_RATE)) - 2) + "%"
    scale = unit.rpartition("_e")[2]
    if not scale.isdigit():
        return str(value)
    written = _scaled(value, int(scale))
    return _without_zeros(written) if unit == FINE_INDEX else written


def _without_zeros(written: str) -> str:
    """Return an index without the zeros beyond the four decimals that most sheets print."""
    least = written.index(".") + 1 + INDEX_DIGITS
    return written[:least] + written[least:].rstrip("0")


def _years(value: int, parts: str) -> str:
    digits = len(parts) - 1
    return _scaled(value, digits) if parts == f"1{'0' * digits}" else f"{value} ÷ {parts}"


def _scaled(value: int, digits: int) -> str:
    whole, part = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{digits}d}"


@dataclass(frozen=True)
class Formula(Text):
    """A formula 算式 in both languages; they differ only where it has words. Empty, it is false."""

    def __bool__(self) -> bool:
        return bool(self.zh)

    def __add__(self, other: "Text | str") -> "Formula":
        more = formula(other)
        return Formula(self.zh + more.zh, self.en + more.en)


NO_FORMULA = Formula("", "")


def formula(said: Text | str) -> Formula:
    """Return what is said as a formula: plain signs and numbers are alike in both languages."""
    return Formula(said, said) if isinstance(said, str) else Formula(said.zh, said.en)


def joined(sign: str, parts: Iterable[Text | str]) -> Formula:
    """Return the parts with a sign between them; there is no formula where a part has none."""
    found = [formula(part) for part in parts]
    if not all(found):
        return NO_FORMULA
    return Formula(sign.join(part.zh for part in found), sign.join(part.en for part in found))


Value = tuple[Number, str] | Text | str
"""What is put into a formula: a number with its unit, another formula, or words."""


def put_in(said: Text | str, *values: Value) -> Formula:
    """Return a formula with its numbers put in, each given as (value, unit) or as words.

    A column of a million rows has no one formula, nor has what holds a part without one: run
    one row alone to see its own.
    """
    is_alike = isinstance(said, str)
    for value in values:
        if isinstance(value, tuple):
            if isinstance(value[0], np.ndarray):
                return NO_FORMULA
            is_alike = is_alike and value[1] != _AGE
        elif not value:
            return NO_FORMULA
        else:
            is_alike = is_alike and isinstance(value, str)
    pattern = formula(said)
    zh = pattern.zh.format(*(_written(value, "zh") for value in values))
    if is_alike:
        return Formula(zh, zh)
    return Formula(zh, pattern.en.format(*(_written(value, "en") for value in values)))


def _written(value: Value, language: str) -> str:
    if isinstance(value, tuple):
        return shown(int(value[0]), value[1], language)
    return formula(value).of(language)
