"""The worksheet: every line with its numbers put in, in both languages, to print or to send."""

import json
from datetime import date

import numpy as np
import pytest
from asking import line_values

from tongchou.policy.employees.contribution.contribution import contribution
from tongchou.policy.engine.formulas import put_in, shown
from tongchou.policy.engine.law import Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.text import Text
from tongchou.standards.time import month

LAW = Law(date(2026, 11, 24), scheme="110")
ARTICLE = "state-council-2005-38-6"


def _written() -> Sheet:
    sheet = Sheet()
    sheet.line("first", "第一项", "First", 123_456, "fen", "1,000.00 + 234.56", ARTICLE)
    sheet.note_provisional(provisional=True)
    sheet.line("second", "第二项", "Second", month(2024, 9), "month", "", "")
    return sheet


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (123_456_789, "fen", "1,234,567.89"),
        (-5, "fen", "-0.05"),
        (month(2024, 9), "month", "2024-09"),
        (1600, "rate_e4", "16.00%"),
        (6119, "index_e4", "0.6119"),
        (1695, "months_e1", "169.5"),
        (180, "months", "180"),
        (12, "position", "第12号"),
        (0, "position", "无"),
    ],
)
def test_values_are_shown_as_people_read_them(value: int, unit: str, said: str) -> None:
    assert shown(value, unit) == said


def test_lines_stand_in_order_and_results_by_name() -> None:
    worksheet = _written().worksheet()

    assert [line.name for line in worksheet.lines] == ["first", "second"]
    assert line_values(worksheet) == {"first": 123_456, "second": month(2024, 9)}


def test_a_provisional_line_marks_the_whole_and_only_its_line() -> None:
    worksheet = _written().worksheet()

    assert [line.provisional for line in worksheet.lines] == [False, True]
    assert worksheet.is_provisional


def test_it_prints_in_both_languages_with_its_basis() -> None:
    worksheet = _written().worksheet()

    assert worksheet.as_text("zh").splitlines() == [
        " 1 第一项 = 1,000.00 + 234.56 = 1,234.56 元",
        "   国发〔2005〕38号 六",
        " 2 第二项 = 2024-09(预发)",
    ]
    assert " 2 Second = 2024-09 (provisional)" in worksheet.as_text("en")
    assert worksheet.as_markdown("zh").startswith("| 项目 | 算式 | 结果 | 依据 |")
    assert worksheet.as_markdown("en").splitlines() == [
        "| Line | Formula | Value | Basis |",
        "|---|---|--:|---|",
        "| First | 1,000.00 + 234.56 | 1,234.56 yuan | 国发〔2005〕38号 六 |",
        "| Second |  | 2024-09 (provisional) |  |",
    ]


def test_it_is_plain_json() -> None:
    first = json.loads(json.dumps(_written().worksheet().as_json()))[0]

    assert first == {
        "name": "first",
        "zh": "第一项",
        "en": "First",
        "value": 123_456,
        "unit": "fen",
        "shown": "1,234.56",
        "formula": "1,000.00 + 234.56",
        "basis": ARTICLE,
        "provisional": False,
    }


def test_only_a_formula_with_words_is_sent_in_english_too() -> None:
    sheet = Sheet()
    told = put_in(Text("满 {} 个月", "{} months are there"), (180, "months"))
    sheet.line("months", "月数", "Months", 180, "months", told, ARTICLE)
    worksheet = sheet.worksheet()

    (line,) = worksheet.as_json()

    assert (line["formula"], line["formula_en"]) == ("满 180 个月", "180 months are there")
    assert "| Months | 180 months are there | 180 months |" in worksheet.as_markdown("en")
    assert "月数 = 满 180 个月 = 180 个月" in worksheet.as_text("zh")


def test_a_column_has_values_and_no_formula() -> None:
    wages = np.array([300_000, 800_000], dtype=np.int64)
    sheet = Sheet()

    contribution(LAW, "34", month(2024, 9), wages, sheet)

    base = {line.name: line for line in sheet.lines}["base"]
    assert not base.formula.zh
    assert base.value.tolist() == [422_700, 800_000]


def test_numbers_are_put_in_by_their_units() -> None:
    assert put_in("{} × {} {}", (100_000, "fen"), (800, "rate_e4"), "!").zh == "1,000.00 × 8.00% !"
