"""A worksheet's formulas on a page: words only in the page's own language."""

import pytest
from django.template.loader import render_to_string

from tongchou.policy.engine.formulas import put_in
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards.text import Text


@pytest.mark.parametrize(
    ("language", "said", "unsaid"),
    [("zh", "满 180 个月", "are there"), ("en", "180 months are there", "个月")],
)
def test_a_formula_is_said_in_the_language_of_the_page(
    language: str, said: str, unsaid: str
) -> None:
    sheet = Sheet()
    told = put_in(Text("满 {} 个月", "{} months are there"), (180, "months"))
    sheet.line("months", "月数", "Count", 180, "none", told, "")

    page = render_to_string(
        "look/worksheet.html", {"lines": sheet.worksheet().as_json(), "language": language}
    )

    assert said in page
    assert unsaid not in page
