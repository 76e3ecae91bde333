"""What a typed search 检索 means: a whole number, an item, a name, or a name and the last four.

A part of a number alone means nothing and is refused: by trying one digit after the other a
masked number could be completed.
"""

import re
from dataclasses import dataclass

from tongchou.standards.identity import is_foreign, repair_ssn, ssn_faults
from tongchou.standards.names import has_signs, plain_name
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

_NUMBER = re.compile(r"[0-9A-Z]{2}[0-9]{6}[0-9A-Z]{10}")
"""A social security number or a credit code; both have digits from the third to the eighth."""

_ITEM = re.compile(r"[0-9]{2}-[0-9-]*")
_PART = re.compile(r"[0-9]+X?")
_LAST_FOUR = re.compile(r"(?=.*[0-9])[0-9A-Z]{4}")
"""The end of a document's number may have letters in it; a name has no digits."""

PART_OF_A_NUMBER = Refusal(
    code="search.part_of_a_number",
    text=Text("不按号码的一部分查找", "A part of a number finds nothing"),
    remedy=Text(
        "请输入完整号码，或姓名，或姓名加号码后四位",
        "Type the whole number, or the name, or the name and the last four of the number",
    ),
)

TOO_LONG = Refusal(
    code="search.too_long",
    text=Text("检索内容过长", "The text is too long to be looked for"),
    remedy=PART_OF_A_NUMBER.remedy,
)

TOO_SHORT = Refusal(
    code="search.too_short",
    text=Text("检索内容过短", "The text is too short to be looked for"),
    remedy=Text(
        "请输入姓氏，或姓名的至少两个字、两个字母",
        "Type a surname in Chinese, or at least two characters or letters of the name",
    ),
)

LENGTH_MAX = 100
"""The longest text that is looked for; the record of looks keeps as much of it."""


@dataclass(frozen=True)
class Search:
    """What is looked for; where several facts are given all must agree, and none is everything.

    `number` is a whole social security number or credit code, `item_number` a beginning, `name` any
    part of a name, its sounds or its initials. `last_four` stands beside a name only. With a
    `refusal` nothing is looked for.
    """

    number: str = ""
    item_number: str = ""
    name: str = ""
    last_four: str = ""
    refusal: Refusal | None = None


def search_of(text: str) -> Search:
    """Return what a typed text means."""
    if len(text) > LENGTH_MAX:
        return Search(refusal=TOO_LONG)
    joined, _ = repair_ssn(text)
    if _is_whole(joined):
        return Search(number=joined)
    if _ITEM.fullmatch(joined):
        return Search(item_number=joined)
    return _of_words(text.split())


def _is_whole(text: str) -> bool:
    """Whether a text has the form of a whole number or credit code."""
    is_number = is_foreign(text) and not ssn_faults(text)
    return is_number or _NUMBER.fullmatch(text) is not None


def _of_words(words: list[str]) -> Search:
    """Return what a name means, alone or with a number or its last four beside it."""
    names, parts = [], []
    for word in words:
        part, _ = repair_ssn(word)
        if _PART.fullmatch(part) or _LAST_FOUR.fullmatch(part) or _is_whole(part):
            parts.append(part)
        else:
            names.append(word)
    name, number = " ".join(names), "".join(parts)
    plain = plain_name(name)
    if len(plain) == 1 and not has_signs(plain):
        return Search(refusal=TOO_SHORT)
    if not number:
        return Search(name=name)
    if name and _is_whole(number):
        return Search(number=number, name=name)
    if name and _LAST_FOUR.fullmatch(number):
        return Search(name=name, last_four=number)
    return Search(refusal=PART_OF_A_NUMBER)
