"""The stylesheets: nothing in them that no page has, and none longer than a reader holds."""

import re
from pathlib import Path

import pytest

import tongchou

CHANNELS = Path(tongchou.__file__).parent / "channels"
SHEETS = sorted(CHANNELS.glob("look/static/look/*.css"))
NUMBERED = {"band", "column", "row"}
"""Names that end with a number of the drawing: band-1, column-8."""

LINES_MAX = 300


def written() -> str:
    """Return everything that may name a class: templates, scripts and what draws for them."""
    endings = ("*.html", "*.svg", "*.js", "*.py")
    files = [path for ending in endings for path in CHANNELS.rglob(ending)]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def classes_in(sheet: Path) -> set[str]:
    """Return the classes a sheet speaks of."""
    selectors = re.sub(
        r"/\*.*?\*/|\{[^{}]*\}", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL
    )
    return set(re.findall(r"\.([a-z][\w-]*)", selectors))


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_dresses_only_what_pages_have(sheet: Path) -> None:
    words = set(re.findall(r"[a-z][\w-]*", written()))

    strangers = {
        name
        for name in classes_in(sheet) - words
        if name.rstrip("0123456789").rstrip("-") not in NUMBERED
    }

    assert not strangers


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_is_linked_and_no_longer_than_a_reader_holds(sheet: Path) -> None:
    frame = (CHANNELS / "look" / "templates" / "look" / "base.html").read_text(encoding="utf-8")

    assert f"look/{sheet.name}" in frame
    assert sheet.read_text(encoding="utf-8").count("\n") <= LINES_MAX


def test_every_colour_and_size_that_is_named_is_used() -> None:
    styles = "\n".join(sheet.read_text(encoding="utf-8") for sheet in SHEETS)

    named = set(re.findall(r"(--[\w-]+):", styles))

    assert named
    assert not {name for name in named if f"var({name})" not in styles}
