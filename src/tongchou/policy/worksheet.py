"""The worksheet 核定表: every step of a determination, with its formula and its legal basis."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import month_text

_SHOWN = {
    "fen": yuan_grouped,
    "month": month_text,
    "rate_e4": lambda value: f"{_scaled(value, 2)} %",
    "index_e4": lambda value: _scaled(value, 4),
    "months_e1": lambda value: _scaled(value, 1),
}
_UNITS = {
    "fen": Text("元", "yuan"),
    "months": Text("个月", "months"),
    "months_e1": Text("个月", "months"),
    "people": Text("人", "people"),
}


def _scaled(value: int, digits: int) -> str:
    whole, part = divmod(abs(value), 10**digits)
    return f"{'-' if value < 0 else ''}{whole}.{part:0{digits}d}"


def shown(value: int, unit: str) -> str:
    """Return a value as a person reads it: 1,234.50 for fen, 8.00 % for a rate."""
    return _SHOWN[unit](value) if unit in _SHOWN else str(value)


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
        value = int(self.value)
        return {
            "name": self.name,
            **self.title.as_json(),
            "value": value,
            "unit": self.unit,
            "shown": shown(value, self.unit),
            "formula": self.formula,
            "basis": self.basis,
            "provisional": self.provisional,
        }

    def as_text(self, language: str) -> str:
        """Return the line in one language."""
        unit = _UNITS.get(self.unit)
        said = f"{shown(int(self.value), self.unit)}{' ' + unit.of(language) if unit else ''}"
        provisional = {"zh": " (预)", "en": " (provisional)"}[language] if self.provisional else ""
        formula = f"  = {self.formula}" if self.formula else ""
        return f"{self.title.of(language)}: {said}{provisional}{formula}"


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
        """Whether any line rests on a figure that is not final 预核定."""
        return any(line.provisional for line in self.lines)

    def as_json(self) -> list[dict[str, Any]]:
        """Return all lines as JSON."""
        return [line.as_json() for line in self.lines]

    def as_text(self, language: str = "zh") -> str:
        """Return the worksheet as plain text, a line each."""
        return "\n".join(line.as_text(language) for line in self.lines)

    def as_markdown(self, language: str = "zh") -> str:
        """Return the worksheet as a Markdown table."""
        head = {"zh": "| 项目 | 计算 | 结果 | 依据 |", "en": "| Line | Formula | Value | Basis |"}
        rows = [
            f"| {line.title.of(language)} | {line.formula} | {shown(int(line.value), line.unit)}"
            f"{' *' if line.provisional else ''} | {line.basis} |"
            for line in self.lines
        ]
        return "\n".join([head[language], "|---|---|---|---|", *rows])


class Sheet:
    """A worksheet while it is written; on columns it keeps values only and writes no formulas."""

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

    def note_provisional(self, provisional: bool) -> None:
        """Mark the next line as resting on a provisional figure, if it does."""
        self._provisional = self._provisional or provisional

    def worksheet(self) -> Worksheet:
        """Return what was written."""
        return Worksheet(tuple(self._lines))


def put_in(formula: str, *values: Any) -> str:
    """Return a formula with its numbers put in; a column has no one formula, so ''."""
    if any(isinstance(value, np.ndarray) for value in values):
        return ""
    return formula.format(*values)
