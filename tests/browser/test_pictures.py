"""The README's pictures: each shows what it promises, and is drawn anew when that is asked for."""

import os
from pathlib import Path

import pytest
from places import PLACES, come_to
from playwright.sync_api import ViewportSize

from faces import Visit
from tongchou.channels.demo.life import Played

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs" / "screenshots"
BYTES_MAX = 300_000
SIZE = ViewportSize(width=1280, height=1180)
SHOWN = {
    "ministry": ("country", [".figures", ".map .done", "#provinces tbody tr"]),
    "item": ("pension item", [".steps .done", ".worksheet .result", ".history li", ".facts"]),
    "verdicts": ("verdicts", ["#verdicts .figures", "#verdicts .shares", "#verdicts tbody tr"]),
    "dossier": ("mover's home", [".large-figure", ".wide-drawing .bridge", ".wide-drawing .gap"]),
}
"""Picture, page, and the pieces without which the picture would be a lie."""


@pytest.mark.parametrize("picture", SHOWN)
def test_the_readme_shows_pages_as_they_are(picture: str, visit: Visit, played: Played) -> None:
    name, pieces = SHOWN[picture]
    place = PLACES[name]
    visitor = visit(place.code, place.face, place.who)
    path = PICTURES / f"{picture}.png"

    visitor.page.set_viewport_size(SIZE)
    come_to(visitor, place, played)
    if os.environ.get("TONGCHOU_PICTURES") == "1":
        visitor.page.screenshot(path=path)

    assert not [piece for piece in pieces if not visitor.page.locator(piece).first.is_visible()]
    assert f"docs/screenshots/{picture}.png" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < path.stat().st_size < BYTES_MAX
