"""The worksheet 核定表: every step of a determination, with its formula and its legal basis."""

from dataclasses import dataclass, field
from typing import Any, NotRequired, TypedDict, overload

import numpy as np

from tongchou.policy.engine.figures import titles
from tongchou.policy.engine.formulas import Formula, formula, shown
from tongchou.policy.engine.law import Figure, Law
from tongchou.policy.engine.provenance import Provenance
from tongchou.standards.citation import citation
from tongchou.standards.money import (
    Number,
)
from tongchou.standards.text import Text

_UNITS = {
    "fen": Text("元", "yuan"),
    "months": Text("个月", "months"),
    "months_e1": Text("个月", "months"),
    "people": Text("人", "people"),
    "days": Text("天", "days"),
}


class LineRecord(TypedDict):
    """A line as it is stored and sent; `formula_en` stands only where the formula has words."""

    name: str
    zh: str
    en: str
    value: int
    unit: str
    shown: str
    formula: str
    formula_en: NotRequired[str]
    basis: str
    provisional: bool
    sheets: NotRequired[int]


SHEETS_ENOUGH = 2
"""Of a method that was seen on fewer determination sheets, a line says on how many."""


@dataclass(frozen=True)
class Line:
    """One line of a worksheet; `value` is in `unit`, the formula has its numbers put in.

    `sheets` is on how many determination sheets its method was seen, where they are too few.
    """

    name: str
    title: Text
    value: Number
    unit: str
    formula: Formula
    basis: str
    provisional: bool = False
    sheets: int | None = None

    def as_json(self) -> LineRecord:
        """Return the line as JSON, its value also as a person reads it."""
        record: LineRecord = {
            "name": self.name,
            "zh": self.title.zh,
            "en": self.title.en,
            "value": int(self.value),
            "unit": self.unit,
            "shown": shown(int(self.value), self.unit),
            "formula": self.formula.zh,
            "basis": self.basis,
            "provisional": self.provisional,
        }
        if self.formula.en != self.formula.zh:
            record["formula_en"] = self.formula.en
        if self.sheets is not None:
            record["sheets"] = self.sheets
        return record

    def said(self, language: str) -> str:
        """Return the value with its unit, marked where it is provisional, or its method unsure."""
        unit = _UNITS.get(self.unit)
        mark = {"zh": "(预发)", "en": " (provisional)"}[language] if self.provisional else ""
        if self.sheets is not None:
            seen = _seen_on(self.sheets)
            mark += {"zh": f"(办法{seen.zh})", "en": f" (method {seen.en})"}[language]
        said = shown(int(self.value), self.unit, language)
        return f"{said}{' ' + unit.of(language) if unit else ''}{mark}"


def _seen_on(sheets: int) -> Text:
    return Text(f"据{sheets}份核定表", f"seen on {sheets} sheet{'s' if sheets != 1 else ''}")


@dataclass(frozen=True)
class Worksheet:
    """A finished worksheet: its lines in order, and what it rests on. It shows how an amount
    came about; the amount itself is what the rule returned. `notes` say what a reader must know
    besides: what was not told, what was taken for granted, what is not sure.
    """

    lines: tuple[Line, ...]
    notes: tuple[Text, ...] = field(default=(), kw_only=True)
    provenance: Provenance | None = field(default=None, kw_only=True)

    @property
    def is_provisional(self) -> bool:
        """Whether any line rests on a figure that is not final 预发."""
        return any(line.provisional for line in self.lines)

    def as_json(self) -> list[dict[str, Any]]:
        """Return all lines as JSON."""
        return [{**line.as_json()} for line in self.lines]

    def as_text(self, language: str = "zh") -> str:
        """Return the worksheet to be printed: a line each, its formula, and its basis below."""
        written = []
        for number, line in enumerate(self.lines, start=1):
            told = f" = {line.formula.of(language)}" if line.formula else ""
            written.append(f"{number:>2} {line.title.of(language)}{told} = {line.said(language)}")
            if line.basis:
                written.append(f"   {citation(line.basis)}")
        head = {"zh": "注:", "en": "Note: "}[language]
        written.extend(f"{head}{note.of(language)}" for note in self.notes)
        return "\n".join(written)

    def as_markdown(self, language: str = "zh") -> str:
        """Return the worksheet as a Markdown table."""
        head = {
            "zh": "| 项目 | 算式 | 结果 | 依据 |",
            "en": "| Line | Formula | Value | Basis |",
        }
        rows = [
            f"| {line.title.of(language)} | {line.formula.of(language)} | {line.said(language)} "
            f"| {citation(line.basis)} |"
            for line in self.lines
        ]
        notes = [f"\n{note.of(language)}" for note in self.notes]
        return "\n".join([head[language], "|---|---|--:|---|", *rows, *notes])


class Sheet:
    """A worksheet while it is written; a rule run on columns keeps values and no formulas."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._notes: dict[Text, None] = {}
        self._provisional = False
        self._sheets: int | None = None

    @overload
    def line(
        self, name: str, zh: str, en: str, value: int, unit: str, said: Text | str, basis: str
    ) -> int: ...

    @overload
    def line(
        self, name: str, zh: str, en: str, value: Number, unit: str, said: Text | str, basis: str
    ) -> Number: ...

    def line(
        self, name: str, zh: str, en: str, value: Number, unit: str, said: Text | str, basis: str
    ) -> Number:
        """Write a line and return its value, so that a rule reads as a chain of lines."""
        kept = value if isinstance(value, np.ndarray) else int(value)
        self._lines.append(
            Line(
                name,
                Text(zh, en),
                kept,
                unit,
                formula(said),
                basis,
                self._provisional,
                self._sheets,
            )
        )
        self._provisional, self._sheets = False, None
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

    def note_seen(self, method: Figure) -> None:
        """Mark the next line, and note, that its method was seen on too few sheets 核定表."""
        if method.sheets is None or method.sheets >= SHEETS_ENOUGH:
            return
        self._mark_seen(method.sheets)
        title, seen = titles()[method.name], _seen_on(method.sheets)
        self.note(f"{title.zh}{seen.zh}", f"{title.en[:1].upper()}{title.en[1:]}: {seen.en}")

    def carry_seen(self) -> None:
        """Mark the next line as resting on what stands above it, if the method of any is unsure."""
        for line in self._lines:
            if line.sheets is not None:
                self._mark_seen(line.sheets)

    def _mark_seen(self, sheets: int) -> None:
        self._sheets = sheets if self._sheets is None else min(self._sheets, sheets)

    def carry_provisional(self) -> None:
        """Mark the next line as resting on what stands above it, if any of that is provisional."""
        self.note_provisional(any(line.provisional for line in self._lines))

    @property
    def notes(self) -> tuple[Text, ...]:
        """What has been noted so far, each sentence once."""
        return tuple(self._notes)

    def take(self, line: Line) -> None:
        """Write a line of another sheet as it stands there."""
        self._lines.append(line)

    def take_notes(self, other: "Sheet") -> None:
        """Note what another sheet notes."""
        for said in other.worksheet().notes:
            self.note(said.zh, said.en)

    def note(self, zh: str, en: str) -> None:
        """Note what a reader of the result must know besides its lines."""
        self._notes[Text(zh, en)] = None

    @property
    def lines(self) -> list[Line]:
        """What has been written so far."""
        return list(self._lines)

    def worksheet(self, law: Law | None = None) -> Worksheet:
        """Return what was written, and by which law if one is named."""
        rests_on = Provenance.of(law) if law else None
        return Worksheet(tuple(self._lines), notes=self.notes, provenance=rests_on)
