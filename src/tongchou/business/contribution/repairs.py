"""What was meant by what was written: numbers, names and wages of a declaration made plain.

Each repair takes one text and returns its value and the changes it took, by name.
"""

import re

from tongchou.standards.money import FEN_PER_YUAN, fen_of
from tongchou.standards.text import TYPED_MAX, plain_forms

WAGE_FEN_MAX = 10_000_000 * FEN_PER_YUAN
"""A monthly wage above ten million yuan is taken for a slip of the keyboard."""

NAME_LENGTH_MAX = 64
WAGE_LENGTH_MAX = 40
NUMBER_KEPT_MAX = 32
"""How much is kept of a number that is longer than any is."""

_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002f7ff\U00030000-\U0003ffff"
PLAIN_NUMBER = re.compile(rf"[0-9A-Z]{{1,{NUMBER_KEPT_MAX}}}")
PLAIN_NAME = re.compile(rf"[{_IDEOGRAPHS}]{{1,20}}(·[{_IDEOGRAPHS}]{{1,20}}){{0,2}}")
PLAIN_WAGE = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?")
"""What needs no repair."""

_DIGIT = re.compile(r"\d")
_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_DOTS = re.compile("[•・‧∙⋅]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NO_NAME = re.compile("[0-9\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_AMOUNT = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.([0-9]*))?")

_FORCED_TEXT = re.compile(r'="([^"]*)"')
"""How a number is written into CSV so that a spreadsheet keeps it as text."""

_CURRENCY = re.compile(r"^([+-]?)\s*(?:[¥¥]|RMB|CNY|人民币)\s*|\s*(?:元|圆)整?$", re.IGNORECASE)

Changes = tuple[str, ...]


def unforced(text: str) -> str:
    """Return a text without the signs that only keep a spreadsheet from reading it as a number."""
    found = _FORCED_TEXT.fullmatch(text.strip())
    return found[1] if found else text


def repair_name(text: str) -> tuple[str, Changes]:
    """Return a name as it was meant: no white space in Chinese names, one kind of middle dot.

    Of one that is too long only so much is returned that it stays too long.
    """
    written = unforced(text).strip()
    if len(written) > TYPED_MAX:
        return written[: NAME_LENGTH_MAX + 1], ()
    plain = plain_forms(written)
    visible = _INVISIBLE.sub("", plain)
    words = _DOTS.sub("·", visible).split()
    # What was taken out may have kept a letter and its accent apart.
    name = plain_forms(("" if _IDEOGRAPH.search(plain) else " ").join(words))
    made = {
        "forms": "".join(plain.split()) != "".join(written.split()),
        "dot": bool(_DOTS.search(visible)),
        "spaces": visible != plain or _spaces(name) != _spaces(written),
    }
    changes = tuple(change for change, was_made in made.items() if was_made)
    return name[: NAME_LENGTH_MAX + 1], changes


def _spaces(text: str) -> list[str]:
    return [sign for sign in text if sign.isspace()]


def name_fault(name: str) -> str | None:
    """Return what keeps a repaired name from being one, or None."""
    if not name:
        return "name.missing"
    if len(name) > NAME_LENGTH_MAX:
        return "name.too_long"
    if _NO_NAME.search(name) or not any(map(str.isalpha, name)):
        return "name.characters"
    return None


def repair_wage(text: str) -> tuple[int, Changes, str | None]:
    """Return a wage in fen, the changes made, and what keeps it from being one, or None.

    Thousands may be set apart by commas or spaces where these stand in their right places; a
    third decimal, which is a spreadsheet's noise, is rounded half-up to the fen.
    """
    written = unforced(text).strip()
    plain = plain_forms(written).replace("\N{MINUS SIGN}", "-")
    bare = plain.lstrip("'‘’`").strip()
    if not bare:
        return 0, (), "wage.missing"
    if bare.startswith("="):
        return 0, (), "wage.formula"
    amount = _CURRENCY.sub(r"\1", bare)
    found = _AMOUNT.fullmatch(amount)
    if len(bare) > WAGE_LENGTH_MAX or not found:
        return 0, (), "wage.not_a_number" if _DIGIT.search(written) else "wage.in_words"
    sign, whole, part = found.groups(default="")
    made = {
        "full_width": plain != written,
        "apostrophe": bare != plain,
        "thousands_comma": "," in whole,
        "spaces": " " in whole,
        "currency": amount != bare,
        "rounded": bool(part[2:].strip("0")),
    }
    fen = fen_of(f"{sign}{re.sub('[, ]', '', whole)}.{part or 0}", rounded=True)
    if fen > WAGE_FEN_MAX:
        return 0, (), "wage.too_large"
    if fen <= 0:
        is_negative = sign == "-" and (whole + part).strip("0, ")
        return 0, (), "wage.negative" if is_negative else "wage.zero"
    return fen, tuple(change for change, was_made in made.items() if was_made), None
