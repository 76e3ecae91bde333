"""Cities as callers write them: by six digits or by name."""

from collections.abc import Iterator
from typing import Any

from tongchou.policy.engine.figures import titles
from tongchou.policy.engine.law import GIVEN, Figure, Law
from tongchou.policy.engine.worksheet import Sheet
from tongchou.standards import codes
from tongchou.standards.fields import plain
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text

DIGITS = 6
ENDINGS = ("市", "地区", "自治州", "州", "林区")


def city_code(province: str, asked: Any) -> str | Refusal:
    """Return the city's six digits; none for no city, and for one that makes no difference.

    Four digits name a city as six with two zeros do. A county's digits lead to its city; one
    that stands under the province itself (90 in its code) is its own. Where cities have figures
    of their own, an unknown name is refused.
    """
    text = str(plain(asked or ""))
    if not text:
        return ""
    if text.isdigit() and len(text) == DIGITS - 2:
        text = f"{text}00"
    if text.isdigit() and len(text) == DIGITS:
        if text[:2] != province:
            return _unknown(text, province)
        return codes.city_of(text)
    cities = {
        row.text.zh: code
        for code, row in codes.table("cities").items()
        if code.startswith(province)
    }
    found = next((cities[name] for name in _names(text, province) if name in cities), "")
    return _unknown(text, province) if cities and not found else found


def note_untold_city(law: Law, figure: Figure, city: str | None, sheet: Sheet) -> None:
    """Note that no city was told although some have a figure of their own: the others' counts."""
    if city or figure.source == GIVEN or not law.differs_by_city(figure.name, figure.province):
        return
    title = titles()[figure.name]
    sheet.note(
        f"该省部分市另有{title.zh},未说明是哪个市,按其余各市的计算",
        f"Some cities have a {title.en} of their own, and none was named: the others' is taken",
    )


def _names(text: str, province: str) -> Iterator[str]:
    """Give the name as written, then without the province before it, and the kind behind it."""
    place = codes.table("divisions")[province]
    for name in (text, *map(text.removeprefix, (place.text.zh, place.facts["full"]))):
        yield name
        for ending in ENDINGS:
            if name.endswith(ending):
                yield name.removesuffix(ending)


def _unknown(text: str, province: str) -> Refusal:
    place = codes.table("divisions")[province].text
    return Refusal(
        code="city.unknown",
        text=Text(f"{place.zh}没有“{text}”这个市", f"There is no city '{text}' in {place.en}"),
        field="city",
        remedy=Text("请写六位代码或市名", "Write six digits, or the city's Chinese name"),
    )
