"""Divisions 行政区划 to the county, as forms take them: GB/T 2260 as it is in force."""

import re
from collections.abc import Mapping

from tongchou.standards import codes
from tongchou.standards.text import Text


def places_in(province: str) -> Mapping[str, Text]:
    """Return the divisions of a province by their codes, to be chosen from."""
    return {
        code: Text(f"{row.text.zh} {code}", f"{row.text.en} {code}")
        for code, row in codes.table("places").items()
        if code.startswith(province)
    }


def division(text: str) -> str:
    """Return a code that GB/T 2260 has; one of an earlier year is told what it is now.

    It has none of the Corps' own divisions, so any of these is taken.
    """
    if not re.fullmatch(r"[0-9]{6}", text) or text[:2] not in codes.table("divisions"):
        raise ValueError("行政区划代码应为6位数字 | A division code has six digits")
    if text in codes.table("places") or text[:2] == codes.CORPS:
        return text
    earlier = codes.table("earlier_places").get(text)
    if earlier is None:
        raise ValueError(
            f"没有行政区划代码{text}，请核对 | There is no division {text}; compare it"
        )
    named, now = earlier.text, str(earlier.facts["now"])
    if not now:
        raise ValueError(
            f"{named.zh}（{text}）已撤销，请填写现在的区划 | {named.en} ({text}) is no more:"
            " give the division that is there now"
        )
    raise ValueError(
        f"{named.zh}的代码已由{text}变更为{now} | The code of {named.en} was {text} and is {now}"
    )
