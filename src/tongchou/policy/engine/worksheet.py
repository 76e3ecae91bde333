"""The worksheet 核定表: every step of a determination, with its formula and its legal basis."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tongchou.policy.engine.figures import titles
from tongchou.policy.engine.law import Figure
from tongchou.standards.citation import citation
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import MONTHS_PER_YEAR, month_text

_UNITS = {
    "fen": Text("元", "yuan"),
    "months": Text("个月", "months"),
    "months_e1": Text("个月", "months"),
    "people": Text("人", "people"),
    "days": Text("天", "days"),
}
_RATE = "rate_e"
_PARTS = "parts_"


_SHOWN: Mapping[str, Callable[[int], str]] = {
    "fen": yuan_grouped,
    "month": month_text,
    "age": lambda months: _age(months, "zh"),
    "date": lambda ordinal: date.fromordinal(ordinal).isoformat(),
}


def shown(value: int, unit: str) -> str:
    """Return a value as a person reads it: 1,234.50 for fen, 8.00% for a rate, 2024-09.

    A date is kept as its ordinal, the days since year 1, an age in months, and years in parts
    of so many to a year: 244 "parts_12" are 244 ÷ 12, and 2033 "parts_100" are 20.33.
    """
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


FINE_INDEX, INDEX_DIGITS = "index_e6", 4


def _without_zeros(written: str) -> str:
    """Return an index without the zeros beyond the four decimals that most sheets print."""
    least = written.index(".") + 1 + INDEX_DIGITS
    return written[:least] + written[least:].rstrip("0")


def _age(months: int, language: str) -> str:
    years, over = divmod(months, MONTHS_PER_YEAR)
    return {"zh": f"{years}岁{over}个月", "en": f"{years} years {over} months"}[language]


def _years(value: int, parts: str) -> str:
    digits = len(parts) - 1
    return _scaled(value, digits) if parts == f"1{'0' * digits}" else f"{value} ÷ {parts}"


def _scaled(value: int, digits: int) -> str:
    whole, part = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{digits}d}"


def put_in(formula: str, *values: tuple[Any, str] | str) -> str:
    """Return a formula with its numbers put in, each given as (value, unit) or as words.

    A column of a million rows has no one formula, nor has what holds a part without one: run
    one row alone to see its own.
    """
    written = []
    for value in values:
        if value == "" or isinstance(value[0], np.ndarray):
            return ""
        if isinstance(value, str):
            written.append(value)
        else:
            written.append(shown(int(value[0]), value[1]))
    return formula.format(*written)


@dataclass(frozen=True)
class Line:
    """One line of a worksheet; `value` is in `unit`, the formula has its numbers put in."""

    name: str
    title: Text
    value: Any
    unit: str
    formula: str
    basis: str
    provisional: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return the line as JSON, its value also as a person reads it."""
        return {
            "name": self.name,
            **self.title.as_json(),
            "value": int(self.value),
            "unit": self.unit,
            "shown": shown(int(self.value), self.unit),
            "formula": self.formula,
            "basis": self.basis,
            "provisional": self.provisional,
        }

    def said(self, language: str) -> str:
        """Return the value with its unit, marked where it is provisional."""
        unit = _UNITS.get(self.unit)
        mark = {"zh": "(预发)", "en": " (provisional)"}[language] if self.provisional else ""
        value = int(self.value)
        said = _age(value, language) if self.unit == "age" else shown(value, self.unit)
        return f"{said}{' ' + unit.of(language) if unit else ''}{mark}"


@dataclass(frozen=True)
class Worksheet:
    """A finished worksheet: its lines in order, and every result by name."""

    lines: tuple[Line, ...]

    @property
    def results(self) -> Mapping[str, Any]:
        """The value of each line by its name."""
        return {line.name: line.value for line in self.lines}

    @property
    def is_provisional(self) -> bool:
        """Whether any line rests on a figure that is not final 预发."""
        return any(line.provisional for line in self.lines)

    def as_json(self) -> list[dict[str, Any]]:
        """Return all lines as JSON."""
        return [line.as_json() for line in self.lines]

    def as_text(self, language: str = "zh") -> str:
        """Return the worksheet to be printed: a line each, its formula, and its basis below."""
        written = []
        for number, line in enumerate(self.lines, start=1):
            formula = f" = {line.formula}" if line.formula else ""
            written.append(
                f"{number:>2} {line.title.of(language)}{formula} = {line.said(language)}"
            )
            if line.basis:
                written.append(f"   {citation(line.basis)}")
        return "\n".join(written)

    def as_markdown(self, language: str = "zh") -> str:
        """Return the worksheet as a Markdown table."""
        head = {
            "zh": "| 项目 | 算式 | 结果 | 依据 |",
            "en": "| Line | Formula | Value | Basis |",
        }
        rows = [
            f"| {line.title.of(language)} | {line.formula} | {line.said(language)} "
            f"| {citation(line.basis)} |"
            for line in self.lines
        ]
        return "\n".join([head[language], "|---|---|--:|---|", *rows])


class Sheet:
    """A worksheet while it is written; a rule run on columns keeps values and no formulas."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._provisional = False

    def line(
        self, name: str, zh: str, en: str, value: Any, unit: str, formula: str, basis: str
    ) -> Any:
        """Write a line and return its value, so that a rule reads as a chain of lines."""
        kept = value if isinstance(value, np.ndarray) else int(value)
        self._lines.append(Line(name, Text(zh, en), kept, unit, formula, basis, self._provisional))
        self._provisional = False
        return kept

    def figure(self, figure: Figure) -> int:
        """Write a figure of the law as a line of its own, and return its value."""
        title = titles()[figure.name]
        self.note_provisional(figure.provisional)
        self.line(
            figure.name,
            title.zh,
            title.en[:1].upper() + title.en[1:],
            figure.value,
            figure.unit,
            "",
            figure.source,
        )
        return figure.value

    def note_provisional(self, provisional: bool) -> None:
        """Mark the next line as resting on a provisional figure, if it does."""
        self._provisional = self._provisional or provisional

    def carry_provisional(self) -> None:
        """Mark the next line as resting on what stands above it, if any of that is provisional."""
        self.note_provisional(any(line.provisional for line in self._lines))

    @property
    def lines(self) -> list[Line]:
        """What has been written so far."""
        return list(self._lines)

    def worksheet(self) -> Worksheet:
        """Return what was written."""
        return Worksheet(tuple(self._lines))
