"""How words are set on a page: counts with their noun, Chinese with full-width punctuation."""

import re

IDEOGRAPH = "[\u4e00-\u9fff”）〕]"
FULL_WIDTH = {",": "，", ":": "：", ";": "；"}
BRACKETED = re.compile(rf"(?<={IDEOGRAPH})\(([^()]*)\)")
HALF_WIDTH = re.compile(rf"(?<={IDEOGRAPH})([,:;])\s?")


def typeset(chinese: str) -> str:
    """Return Chinese with full-width brackets, commas and colons where it follows a character."""
    bracketed = BRACKETED.sub(r"（\1）", chinese)
    return HALF_WIDTH.sub(lambda found: FULL_WIDTH[found[1]], bracketed)


def counted(number: int, zh: str, en: str, language: str) -> str:
    """Return a count with its noun: 1,234个月, 1 month, 2 months; `en` is the singular."""
    if language != "en":
        return f"{number:,}{zh}"
    return f"{number:,} {en if number == 1 else plural(en)}"


def plural(noun: str) -> str:
    """Return an English noun's plural, as far as pages need it."""
    return "people" if noun == "person" else f"{noun}s"
