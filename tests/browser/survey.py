"""What there is to say of a page that was looked at: each is opened once in each language.

How words stand out is measured in Chinese only: the colours are the same in both languages.
"""

from dataclasses import dataclass, field
from pathlib import Path

from places import PLACES, come_to

from faces import DESKTOP, PHONE, Doors, Visitor
from tongchou.channels.demo.life import Played

TWICE_AS_LARGE = DESKTOP // 2
"""At twice the size a desk's window is half as wide, as a phone's is."""

A_PHONE_TWICE = PHONE // 2

WIDTHS = (DESKTOP, TWICE_AS_LARGE, PHONE, A_PHONE_TWICE)
CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")
FURNITURE = (
    "h2:not(article[lang] *), th, label:not(:has(select)), label > span, button, dt, .button,"
    " nav a:not([hreflang]), .crumbs a, .tag, .state"
)
"""What a page itself says, beside names, numbers and the titles of laws, which stay Chinese."""

GROUND = "getComputedStyle(document.body).backgroundColor"


@dataclass(frozen=True)
class Seen:
    """A page as it was seen: its language, heads, words, widths, grounds and troubles."""

    language: str
    heads: int
    furniture: list[str]
    sideways: dict[int, int]
    grounds: dict[str, str]
    faint: dict[str, list[str]]
    troubles: list[str]


@dataclass
class Survey:
    """All pages that were looked at so far."""

    doors: Doors
    played: Played
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    windows: dict[tuple[str, str, str], Visitor] = field(default_factory=dict)

    def of(self, name: str, language: str) -> Seen:
        """Return how a page looks in a language."""
        if (name, language) not in self.seen:
            place = PLACES[name]
            where = (place.code, place.face, place.who)
            if where not in self.windows:
                self.windows[where] = self.doors.open(*where)
            visitor = self.windows[where]
            visitor.speak(language)
            visitor.troubles.clear()
            come_to(visitor, place, self.played)
            self.seen[name, language] = _look_at(visitor)
        return self.seen[name, language]


def _look_at(visitor: Visitor) -> Seen:
    page = visitor.page
    language = page.get_attribute("html", "lang") or ""
    grounds, faint = {}, {}
    for scheme in ("dark", "light") if language != "en" else ():
        page.emulate_media(color_scheme=scheme)
        grounds[scheme], faint[scheme] = page.evaluate(GROUND), page.evaluate(CONTRAST)
    return Seen(
        language=language,
        heads=visitor.count("h1"),
        furniture=visitor.reads(FURNITURE),
        sideways={width: visitor.sideways(width) for width in WIDTHS},
        grounds=grounds,
        faint=faint,
        troubles=list(visitor.troubles),
    )
