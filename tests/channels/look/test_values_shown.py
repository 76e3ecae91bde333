"""A worksheet's value as a page says it, by its unit."""

import pytest

from tongchou.channels.look.pieces import value_text
from tongchou.standards.text import Text


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (720, "age", "60岁0个月", "60 years 0 months"),
        (1390, "months_e1", "139 个月", "139 months"),
        (1378, "months_e1", "137.8 个月", "137.8 months"),
        (123_450, "fen", "1,234.50 元", "1,234.50 yuan"),
        (800, "rate_e4", "8%", "8%"),
    ],
)
def test_a_value_is_said_with_its_unit(value: int, unit: str, zh: str, en: str) -> None:
    assert value_text({"value": value, "unit": unit}) == Text(zh, en)
