"""What was typed into a form, as a page says it afterwards."""

import pytest

from tongchou.channels.front.fields import in_words
from tongchou.standards.fields import Kind


@pytest.mark.parametrize(
    ("kind", "typed", "zh", "en"),
    [
        (Kind.AMOUNT, "31043.2", "31,043.20元", "31,043.20 yuan"),
        (Kind.AMOUNT, "1,234", "1,234.00元", "1,234.00 yuan"),
        (Kind.AMOUNT, "", "", ""),
        (Kind.MONTH, "2024-09", "2024年9月", "2024-09"),
        (Kind.DATE, "2024-09-05", "2024年9月5日", "2024-09-05"),
        (Kind.ROWS, "3", "3行", "3 rows"),
        (Kind.TEXT, "养老保险手册", "养老保险手册", "养老保险手册"),
    ],
)
def test_a_value_is_said_by_its_kind(kind: Kind, typed: str, zh: str, en: str) -> None:
    assert (in_words(kind, typed).zh, in_words(kind, typed).en) == (zh, en)
