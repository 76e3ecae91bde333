"""What applies 本地适用口径 at a place on a day: every figure, also those that are missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from tongchou.policy.engine.figures import NATIONAL, DatedValue, Series, figures_of, titles
from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.standards.time import month_on


class State(StrEnum):
    """How a figure applies."""

    IN_FORCE = "in_force"
    PROVISIONAL = "provisional"
    STANDS_IN = "stands_in"
    LAPSED = "lapsed"
    MISSING = "missing"


STATES = {
    State.IN_FORCE: Text("执行中", "In force"),
    State.PROVISIONAL: Text("暂按", "Provisional"),
    State.STANDS_IN: Text("暂用上期", "The last one stands in"),
    State.LAPSED: Text("已过期，未续", "Lapsed, not renewed"),
    State.MISSING: Text("空缺", "Missing"),
}
"""How each state is called."""


@dataclass(frozen=True)
class Applied:
    """A figure as it applies at a place on a day.

    `figure` is the one in force or standing in; of what has lapsed the last one that was; None of
    what is missing. `city` is a city that has its own, '' elsewhere.
    """

    name: str
    title: Text
    unit: str
    city: str
    state: State
    figure: Figure | None


def applied(scheme: str, place: str, *, on: date, known_on: date) -> list[Applied]:
    """Return each figure of a scheme as it applies at a place on a day, in the order of titles.

    Figures are those of the country, of the place itself, and those that most provinces have: what
    is not known of these is missing. `known_on` is the day of the law that is asked.
    """
    law = Law(known_on, scheme=scheme)
    named = {*figures_of(scheme, NATIONAL), *figures_of(scheme, place)}
    named |= _of_most(scheme) if place else set()
    return [
        _applied(law, name, place, city, on)
        for name in titles()
        if name in named
        for city in _cities(law, name, place, on)
    ]


@cache
def _of_most(scheme: str) -> frozenset[str]:
    """Return the figures that more than half of the provinces have in files of their own."""
    places = [code for code in codes.table("divisions") if code != codes.MINISTRY]
    had = [name for place in places for name in figures_of(scheme, place)]
    return frozenset(name for name in set(had) if 2 * had.count(name) > len(places))


def _cities(law: Law, name: str, place: str, on: date) -> Sequence[str]:
    series, _ = law.series(name, month_on(on), place)
    if series is None or not series.cities:
        return ("",)
    return tuple(series.cities) if not series.rows else ("", *series.cities)


def _applied(law: Law, name: str, place: str, city: str, on: date) -> Applied:
    month = month_on(on)
    series, whose = law.series(name, month, place)
    title = titles()[name]
    unit = series.unit if series else ""
    try:
        found: Figure | None = law.published(name, month, place, city)
    except NotInForce:
        found = None
    if found is not None:
        standing_in = month >= found.until_month
        state = State.PROVISIONAL if found.provisional else State.IN_FORCE
        return Applied(name, title, unit, city, State.STANDS_IN if standing_in else state, found)
    last = next(_begun(series, city, law.known_on, month), None) if series else None
    if last is None:
        return Applied(name, title, unit, city, State.MISSING, None)
    figure = Figure(
        name=name, value=last.value, unit=unit, source=last.source, from_month=last.from_month,
        provisional=last.provisional, word=last.word, province=whose, city=city,
        published_on=last.published_on, until_month=last.until_month,
    )  # fmt: skip
    return Applied(name, title, unit, city, State.LAPSED, figure)


def _begun(series: Series, city: str, known_on: date, month: int) -> Iterator[DatedValue]:
    """Yield the rows that were known and had begun, the latest first."""
    rows = series.cities.get(city, series.rows)
    known = (row for row in reversed(rows) if row.published_on <= known_on)
    return (row for row in known if row.from_month <= month)
