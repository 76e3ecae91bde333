"""What was meant by what was written: numbers, names and wages of a declaration made plain.

Each repair takes one text and returns its value and the changes it took, by name. A column
is repaired only in the rows that a pattern of plain values does not already cover.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tongchou.business.contribution.reading import DeclarationTable
from tongchou.standards.identity import repair_ssn
from tongchou.standards.money import FEN_PER_YUAN, fen_of

WAGE_FEN_MAX = 10_000_000 * FEN_PER_YUAN
"""A monthly wage above ten million yuan is taken for a slip of the keyboard."""

NAME_LENGTH_MAX = 64
WAGE_LENGTH_MAX = 40

_IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002f7ff\U00030000-\U0003ffff"
_PLAIN_NUMBER = re.compile(r"[0-9A-Z]+")
_PLAIN_NAME = re.compile(rf"[{_IDEOGRAPHS}]{{1,20}}(·[{_IDEOGRAPHS}]{{1,20}}){{0,2}}")
_PLAIN_WAGE = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")
_IDEOGRAPH = re.compile(rf"[{_IDEOGRAPHS}]")
_DOTS = re.compile("[•・‧∙⋅]")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_NO_NAME = re.compile("[0-9\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\ud800-\udfff]")
_AMOUNT = re.compile(r"([+-]?)([0-9]+|[0-9]{1,3}(?:[, ][0-9]{3})+)(?:\.([0-9]*))?")

Changes = tuple[str, ...]


@dataclass(frozen=True)
class Declaration:
    """A declaration's columns as they were meant, and per place what had to be changed.

    `faults` tells of names and wages that are none, by fault; such a wage stands as 0 fen.
    """

    table: DeclarationTable
    credit_codes: list[str]
    names: list[str]
    ssns: list[str]
    wage_fens: NDArray[np.int64]
    faults: dict[str, list[int]]
    changes: dict[int, list[str]]

    def __len__(self) -> int:
        return len(self.table)


def repaired(table: DeclarationTable) -> Declaration:
    """Return what a table's columns were meant to say."""
    changes: dict[int, list[str]] = defaultdict(list)
    faults: dict[str, list[int]] = defaultdict(list)
    credit_codes, _ = _column("credit_code", table.credit_codes, _PLAIN_NUMBER, repair_ssn, changes)
    names, odd_names = _column("name", table.names, _PLAIN_NAME, repair_name, changes)
    for place in odd_names:
        if fault := name_fault(names[place]):
            faults[fault].append(place)
    ssns, _ = _column("ssn", table.ssns, _PLAIN_NUMBER, repair_ssn, changes)
    wage_fens = _wages(table.wages, changes, faults)
    return Declaration(table, credit_codes, names, ssns, wage_fens, dict(faults), dict(changes))


def _column(
    field: str,
    texts: Sequence[str],
    plain: re.Pattern[str],
    repair: Callable[[str], tuple[str, Changes]],
    changes: dict[int, list[str]],
) -> tuple[list[str], list[int]]:
    """Return a column's values, and the places whose text was not plain."""
    values = list(texts)
    is_plain = plain.fullmatch
    odd = [place for place, text in enumerate(texts) if not is_plain(text)]
    for place in odd:
        values[place], made = repair(texts[place])
        changes[place] += [f"{field}.{change}" for change in made]
    return values, odd


def repair_name(text: str) -> tuple[str, Changes]:
    """Return a name as it was meant: no white space in Chinese names, one kind of middle dot."""
    written = text.strip()
    plain = unicodedata.normalize("NFKC", written)
    visible = _INVISIBLE.sub("", plain)
    words = _DOTS.sub("·", visible).split()
    # What was taken out may have kept a letter and its accent apart.
    name = unicodedata.normalize("NFC", ("" if _IDEOGRAPH.search(plain) else " ").join(words))
    made = {
        "forms": "".join(plain.split()) != "".join(written.split()),
        "dot": bool(_DOTS.search(visible)),
        "spaces": visible != plain or _spaces(name) != _spaces(written),
    }
    return name, tuple(change for change, was_made in made.items() if was_made)


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
    written = text.strip()
    plain = unicodedata.normalize("NFKC", written).replace("\N{MINUS SIGN}", "-")
    bare = plain.lstrip("'‘’`").strip()
    if not bare:
        return 0, (), "wage.missing"
    found = _AMOUNT.fullmatch(bare)
    if len(bare) > WAGE_LENGTH_MAX or not found:
        return 0, (), "wage.not_a_number"
    sign, whole, part = found.groups(default="")
    made = {
        "full_width": plain != written,
        "apostrophe": bare != plain,
        "thousands_comma": "," in whole,
        "spaces": " " in whole,
        "rounded": bool(part[2:].strip("0")),
    }
    fen = fen_of(f"{sign}{re.sub('[, ]', '', whole)}.{part or 0}", rounded=True)
    if fen <= 0 or fen > WAGE_FEN_MAX:
        return 0, (), "wage.not_positive" if fen <= 0 else "wage.too_large"
    return fen, tuple(change for change, was_made in made.items() if was_made), None


def _wages(
    texts: Sequence[str], changes: dict[int, list[str]], faults: dict[str, list[int]]
) -> NDArray[np.int64]:
    fens = np.array([_fen_of_plain(found) for found in map(_PLAIN_WAGE.fullmatch, texts)], np.int64)
    for place in np.flatnonzero(fens == 0).tolist():
        fens[place], made, fault = repair_wage(texts[place])
        changes[place] += [f"wage.{change}" for change in made]
        if fault:
            faults[fault].append(place)
    return fens


def _fen_of_plain(found: re.Match[str] | None) -> int:
    """Return the fen of a wage such as 8762.5, or 0 where the pattern did not match."""
    if not found:
        return 0
    yuan, part = found.groups("")
    return int(yuan) * FEN_PER_YUAN + int(part.ljust(2, "0"))
