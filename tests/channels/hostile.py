"""What no one types in good faith, or only by mistake: each of it must be refused, not break."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

WORDS = (
    "",
    " ",
    "abc",
    "x" * 20_000,
    "１２３",
    "😀",
    "\ud800",
    "\x00",
    "a\x00b",
    "\r\nSet-Cookie: a=b",
    "%_\\'",
    '"><script>alert(1)</script>',
    "../../etc/passwd",
    "[]",
)
NUMBERS = (
    "-1",
    "0",
    "1.5",
    "1e400",
    "nan",
    "-99999999999999999999",
    "99999999999999999999",
    "9" * 5_000,
)
MONTHS = ("0000-01", "2024-13", "9999-12", "２０２４-０９", "٢٠٢٤-٠٩")
EVERYTHING = WORDS + NUMBERS + MONTHS

FORMULAS = ("=1+1", "+1", "-1", "@a", "\t=1")
"""What a spreadsheet would run."""


def spelt(text: str) -> str:
    """Return text as an address spells it; half a surrogate pair is spelt too."""
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def typed(text: str) -> str:
    """Return text as a form carries it: what is no character cannot be sent by one."""
    return text.encode("utf-8", "replace").decode()


def broken(answers: Mapping[Any, Any] | Iterable[tuple[Any, Any]]) -> list[Any]:
    """Return what was asked when the node broke: its answer was a 500."""
    pairs = answers.items() if isinstance(answers, Mapping) else answers
    return [asked for asked, answer in pairs if answer.status_code >= 500]
