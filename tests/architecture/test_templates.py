"""The style of the templates: lines that fit a screen, one element of a page's layout a line."""

import re
from collections.abc import Callable

import pytest
from tree import SOURCE

COLUMNS_MAX = 120
TEMPLATES = [path for path in SOURCE.rglob("templates/*/*") if path.suffix in {".html", ".svg"}]
OPENED = re.compile(r"<(?:div|section|table|thead|tbody|tfoot|tr|t[hd]|ul|ol|li|dl|d[td]|p|form)\b")


def too_long(template: str) -> list[int]:
    """Return the lines that do not fit a screen."""
    lines = enumerate(template.splitlines(), 1)
    return [number for number, line in lines if len(line) > COLUMNS_MAX]


def crowded(template: str) -> list[int]:
    """Return the lines on which more than one element of a page's layout begins."""
    lines = enumerate(template.splitlines(), 1)
    return [number for number, line in lines if len(OPENED.findall(line)) > 1]


faults = pytest.mark.parametrize("fault", [too_long, crowded])


@faults
def test_a_template_can_be_read(fault: Callable[[str], list[int]]) -> None:
    found = {path.name: fault(path.read_text("utf-8")) for path in TEMPLATES}

    assert len(found) > 50
    assert not {name: lines for name, lines in found.items() if lines}


@faults
def test_a_template_that_cannot_be_read_is_found(fault: Callable[[str], list[int]]) -> None:
    row = "<tr>" + "".join(f"<td>{column}</td>" for column in range(12)) + "</tr>"

    assert fault(row) == [1]
    assert fault(row.replace("<td>", "\n  <td>")) == []


def test_a_template_reads_no_code_table_that_is_gone() -> None:
    listed = (SOURCE / "standards" / "codes").iterdir()
    tables = {path.stem for path in listed if path.suffix in {".yaml", ".csv"}}
    read = {
        table
        for path in TEMPLATES
        for table in re.findall(r'{% code_text "(\w+)"', path.read_text("utf-8"))
    }

    assert read
    assert read <= tables
