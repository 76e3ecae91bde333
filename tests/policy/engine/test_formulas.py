"""Formulas of worksheets, reckoned again from what they show: each gives the value of its line."""

import re
import runpy
from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import pytest

from tongchou.policy.catalogue import RULES
from tongchou.policy.engine.answer import answer
from tongchou.policy.engine.worksheet import Line

PAGES = runpy.run_path(str(Path(__file__).resolve().parents[3] / "tools" / "worksheet_pages.py"))

ROUNDED = {
    "(见分进角)": Fraction(1, 10),
    "(四舍五入到角)": Fraction(1, 20),
    "(见角进元)": Fraction(1),
}
"""By how much a line may differ from its formula, if the formula says how it is rounded."""

CLOSE = Fraction(1, 200)
OPERATORS = {
    "×": "*",
    "÷": "/",
    "−": "-",
    "⌊": "floor(",
    "⌋": ")",
    "⌈": "ceil(",
    "⌉": ")",
    ",": ",",
}
CHINESE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
ENGLISH = re.compile(r"(?!(?:min|max)\b)\b[A-Za-z]+")
"""A word, but for the signs min and max, which both languages write alike."""

NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")


def reckoned(formula: str) -> Fraction | None:
    """Return what a formula of numbers comes to, or None if it holds dates or words."""
    said = formula
    for mark in ROUNDED:
        said = said.replace(mark, "")
    if re.search(r"\d{4}-\d\d|岁", said):
        return None
    said = NUMBER.sub(_number, said)
    for shown, meant in OPERATORS.items():
        said = said.replace(shown, meant)
    if re.sub(r"Fraction\('[\d.]+'\)|max|min|floor|ceil|[-+*/(), ]", "", said):
        return None
    found = eval(said, {"Fraction": Fraction, "floor": floor, "ceil": ceil})  # noqa: S307  # numbers and signs alone
    return Fraction(found)


def _number(found: re.Match[str]) -> str:
    digits = found[1].rstrip(",").replace(",", "")
    comma = "," if found[1].endswith(",") else ""
    return f"Fraction('{digits}')" + ("/Fraction('100')" if found[2] else "") + comma


def _all_lines() -> Iterator[tuple[str, Line]]:
    for question in PAGES["questions"]():
        found = answer(RULES[question["rule"]], question["asked"], known_on=PAGES["KNOWN_ON"])
        for line in found.worksheet.lines:
            yield question["title"], line


def _lines() -> Iterator[tuple[str, Line, Fraction, Fraction]]:
    for title, line in _all_lines():
        value = reckoned(line.formula.zh) if line.formula else None
        shown = reckoned(line.said("zh").split(" ")[0].split("(")[0])
        if value is not None and shown is not None:
            yield title, line, value, shown


def test_a_formula_gives_the_value_of_its_line() -> None:
    told = list(_lines())
    wrong = []
    for title, line, value, shown in told:
        allowed = next((by for mark, by in ROUNDED.items() if mark in line.formula.zh), CLOSE)
        if abs(value - shown) > allowed:
            wrong.append(f"{title}: {line.name} {line.formula.zh} = {line.said('zh')}")

    assert not wrong
    assert len(told) > 350


def test_a_formula_has_the_words_of_its_language_alone() -> None:
    lines = list(_all_lines())
    in_two = [line for _, line in lines if line.formula.zh != line.formula.en]
    foreign = [
        f"{title}: {line.formula.zh} / {line.formula.en}"
        for title, line in lines
        if CHINESE.search(line.formula.en) or ENGLISH.search(line.formula.zh)
    ]

    assert not foreign
    assert len(in_two) > 30


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("9,112.00 × (1 + 0.5683) ÷ 2 × 20.58 × 1%", "1470.477"),
        ("max(180 − 200, 0)", "0"),
        ("min(max(3,000.00, 4,227.00), 21,133.00)", "4227"),
        ("⌈398 ÷ 12⌉ + ⌊398 ÷ 12⌋", "67"),
    ],
)
def test_formulas_are_read_as_they_are_written(formula: str, value: str) -> None:
    found = reckoned(formula)

    assert found is not None
    assert abs(found - Fraction(value)) < Fraction(1, 1000)
    assert reckoned("2024-09 + 1") is None
