"""What applies here 本地适用口径, as page and interface tell it: figures, items, holidays.

It holds no personal data, so that anybody may read it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings

from tongchou import __version__
from tongchou.policy.engine.figures import (
    ALWAYS_KNOWN,
    FOREVER,
    NATIONAL,
    SCALES,
    digest_of_figures,
)
from tongchou.policy.engine.in_force import STATES, Applied, State, applied
from tongchou.policy.procedure.working_days import notices
from tongchou.standards import codes
from tongchou.standards.citation import citation
from tongchou.standards.codes import MINISTRY
from tongchou.standards.money import yuan_grouped
from tongchou.standards.text import Text
from tongchou.standards.time import month_text, month_zh
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.steps import procedure_of, steps_of

HOLES = frozenset({State.MISSING, State.LAPSED})
"""What a rule refuses to go on without."""


@dataclass(frozen=True)
class ItemApplied:
    """A kind of item as it is handled here: its steps, its limit in working days, its basis."""

    code: str
    name: Text
    line: Text
    steps: tuple[Text, ...]
    weekdays: int
    notice_days: int
    basis: str

    def as_json(self) -> dict[str, Any]:
        """Return the item as JSON."""
        return {
            "code": self.code,
            "name": self.name.as_json(),
            "line": self.line.as_json(),
            "steps": [step.as_json() for step in self.steps],
            "working_days": self.weekdays,
            "notice_days": self.notice_days,
            "basis": self.basis,
            "basis_said": citation(self.basis),
        }


@dataclass(frozen=True)
class Applies:
    """What applies at a node on a day, and the software and figures that say so.

    `holiday_years` are the years whose holidays are arranged; of any other weekdays stand in.
    """

    on: date
    scheme: str
    figures: list[Applied]
    items: list[ItemApplied]
    holiday_years: tuple[int, ...]
    software: str
    figures_digest: str

    @property
    def holes(self) -> list[Applied]:
        """The figures that are missing, or have lapsed without another."""
        return [one for one in self.figures if one.state in HOLES]

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return {
            "node": settings.NODE_CODE,
            "on": self.on.isoformat(),
            "scheme": self.scheme,
            "software": self.software,
            "figures_digest": self.figures_digest,
            "figures": [figure_as_json(one) for one in self.figures],
            "items": [item.as_json() for item in self.items],
            "holiday_years": list(self.holiday_years),
        }


def applies_here(*, on: date, scheme: str, today: date, text: str = "") -> Applies:
    """Return what applies at this node on a day, as it is known today; or what a text finds of it.

    A text is a part of a title, a code, a source's title.
    """
    place = NATIONAL if settings.NODE_CODE == MINISTRY else settings.NODE_CODE
    figures = applied(scheme, place, on=on, known_on=today)
    return Applies(
        on=on,
        scheme=scheme,
        figures=[one for one in figures if _has(text, *_words_of(one))],
        items=[
            item
            for item in map(_item, catalogue())
            if _has(text, item.code, item.name.zh, item.name.en, citation(item.basis))
        ],
        holiday_years=tuple(sorted({notice.year for notice in notices()})),
        software=__version__,
        figures_digest=digest_of_figures(),
    )


def _has(text: str, *words: str) -> bool:
    return not text or any(text.casefold() in word.casefold() for word in words)


def _words_of(one: Applied) -> tuple[str, ...]:
    source = citation(one.figure.source) if one.figure else ""
    return one.name, one.title.zh, one.title.en, source, STATES[one.state].zh, STATES[one.state].en


def _item(code: str) -> ItemApplied:
    row, verbs = codes.table("items")[code], codes.table("item_verbs")
    line = codes.table("lines").get(row.facts["line"])
    return ItemApplied(
        code=code,
        name=row.text,
        line=line.text if line else Text(row.facts["line"], row.facts["line"]),
        steps=tuple(verbs[verb].text for verb in steps_of(code)),
        weekdays=int(row.facts["weekdays"]),
        notice_days=max(one.days for one in procedure_of(code).transitions),
        basis=row.facts["basis"],
    )


def value_said(one: Applied) -> Text:
    """Return the value of a figure as a person reads it: 4,354.00 元, 16%, 139个月, or a word."""
    figure = one.figure
    if figure is None:
        return Text("—", "—")
    if figure.word:
        return Text(figure.word, figure.word)
    value, unit = figure.value, one.unit
    if unit == "fen":
        return Text(f"{yuan_grouped(value)} 元", f"{yuan_grouped(value)} yuan")
    if unit == "month":
        return Text(month_zh(value), month_text(value))
    if unit in COUNTED:
        zh, en = COUNTED[unit]
        return Text(f"{value:,}{zh}", f"{value:,} {en if value == 1 else en + 's'}")
    is_rate = unit.startswith("rate")
    exact = Decimal(value * (100 if is_rate else 1)).scaleb(-SCALES[unit])
    said = f"{exact.normalize():f}" + "%" * is_rate
    return Text(said, said)


COUNTED = {"months": ("个月", "month"), "days": ("天", "day")}


def figure_as_json(one: Applied) -> dict[str, Any]:
    """Return a figure as JSON: its value in its unit, since when, until when, on whose word."""
    figure = one.figure
    has_end = figure is not None and figure.until_month != FOREVER
    is_dated = figure is not None and figure.published_on != ALWAYS_KNOWN
    return {
        "name": one.name,
        "title": one.title.as_json(),
        "state": one.state.value,
        "state_name": STATES[one.state].as_json(),
        "province": figure.province if figure else "",
        "city": one.city,
        "unit": one.unit,
        "value": figure.value if figure and not figure.word else None,
        "word": figure.word if figure else "",
        "value_said": value_said(one).as_json(),
        "from_month": month_text(figure.from_month) if figure else None,
        "until_month": month_text(figure.until_month) if figure and has_end else None,
        "source": figure.source if figure else "",
        "source_said": citation(figure.source) if figure else "",
        "published_on": figure.published_on.isoformat() if figure and is_dated else None,
    }
