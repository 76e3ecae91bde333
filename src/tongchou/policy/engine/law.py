"""The law's figures: what was in force when, and what was known when; never a guess."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from tongchou.policy.engine.figures import (
    ALWAYS_KNOWN,
    FOREVER,
    NATIONAL,
    DatedValue,
    Series,
    figures_of,
    given_row,
    titles,
)
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_text

CODES = 100
"""How many codes of two digits there are."""

GIVEN = "given"
"""The source of a figure that the asker gave."""


@dataclass(frozen=True)
class Figure:
    """A figure of the law 政策参数 in force for a month: its value in its unit, and its source.

    A figure of unit `word` names a method or a mode; its value is 0 and `word` holds it.
    On how many `sheets` a method was seen is None where that is not counted.
    `province` and `city` say whose figure it is; both are empty for the country's. From
    `until_month` on it only stands in for one that is not published yet, and is provisional.
    """

    name: str
    value: int
    unit: str
    source: str
    from_month: Month
    provisional: bool
    word: str = ""
    province: str = NATIONAL
    city: str = ""
    published_on: date = ALWAYS_KNOWN
    sheets: int | None = None
    until_month: Month = FOREVER

    def fits(self, month: Month) -> tuple[Month, bool]:
        """Return what is greatest for the figure in force for a month, of those begun by then."""
        return self.from_month, self.provisional == (month >= self.until_month)


class NotInForce(LookupError):
    """No figure is known for this place and month; the law is never guessed."""

    may_be_given: ClassVar[bool] = True
    """Whether the asker of a rule may give what is missing."""

    def __init__(self, name: str, month: Month, province: str = NATIONAL, city: str = "") -> None:
        self.name, self.month, self.province, self.city = name, month, province, city
        super().__init__(f"{name} is not in force in {province or 'the country'} in {month}")

    @property
    def refusal(self) -> Refusal:
        """What to tell whoever asked: which figure, where, when, and what would end it."""
        title = titles().get(self.name, Text(self.name, self.name))
        place = self._place()
        at = month_text(self.month)
        return Refusal(
            code="law.not_in_force",
            text=Text(
                f"{place.zh}{at}没有生效的“{title.zh}”",
                f"No '{title.en}' is in force in {place.en} for {at}",
            ),
            remedy=Text(
                f"待{place.zh}公布并录入该参数后再办理",
                f"Handle it once the figure for {place.en} is published and entered",
            ),
        )

    def _place(self) -> Text:
        if not self.province:
            return Text("全国", "the whole country")
        place = codes.table("divisions")[self.province].text
        city = codes.table("cities").get(self.city)
        if city is None:
            return place
        return Text(f"{place.zh}{city.text.zh}", f"{city.text.en} ({place.en})")


class Law:
    """A scheme's law as it was known on a day: what was published later does not exist for it.

    A figure whose day of publication is not on record counts as always known.

    Figures that are `given`, as a determination sheet prints them, stand before all others.
    `versions` names rules that run in another version than their newest, `kept` the figures by
    which a decision was made: they stand before what the files were mended to since. The law keeps
    note of the rules and figures it was asked for, so each decision is given a law of its own.
    """

    def __init__(
        self,
        known_on: date,
        given: Mapping[str, str] | None = None,
        versions: Mapping[str, int] | None = None,
        *,
        scheme: str,
        kept: Sequence[Figure] = (),
    ) -> None:
        self.known_on = known_on
        self.scheme = scheme
        self._kept = kept
        self._given_texts = given or {}
        self._given = {name: given_row(scheme, name, text) for name, text in (given or {}).items()}
        self._versions = versions or {}
        self._rules_used: dict[str, int] = {}
        self._figures: dict[tuple[str, Month, str, str | None], Figure] = {}
        self._as_known_else: list[Law] = []

    def as_known_on(self, day: date) -> "Law":
        """Return the law as it was known on another day; what is given stays given.

        What it is asked for counts as asked of this one too.
        """
        law = Law(day, self._given_texts, self._versions, scheme=self.scheme, kept=self._kept)
        law._rules_used = self._rules_used
        self._as_known_else.append(law)
        return law

    def version_of(self, rule_id: str, newest: int) -> int:
        """Return the version in which a rule runs, and keep note of it.

        A rule that a record does not name was no rule of its own then: its first version ran.
        """
        of_the_record = 1 if self._versions else newest
        return self._rules_used.setdefault(rule_id, self._versions.get(rule_id, of_the_record))

    @property
    def rules_used(self) -> Mapping[str, int]:
        """The rules that ran under this law, with their versions, in the order of their calls."""
        return dict(self._rules_used)

    @property
    def figures_used(self) -> tuple[Figure, ...]:
        """The figures that were asked for, each once, in the order in which they first were."""
        found: dict[tuple[str, str, str, Month, bool], Figure] = {}
        for figure in self._figures.values():
            found.setdefault(_identity(figure), figure)
        for law in self._as_known_else:
            for figure in law.figures_used:
                found.setdefault(_identity(figure), figure)
        return tuple(found.values())

    def figure(
        self, name: str, month: Month, province: str = NATIONAL, city: str | None = None
    ) -> Figure:
        """Return the figure in force for a month, at the narrowest place that has its own.

        A province's own series replaces the country's, a city's replaces the province's;
        where the country has unified a figure, the province's holds up to then.
        Where cities have their own, the asker must say which city (six digits). Raises
        `NotInForce` when there is none, when it has lapsed, or when it was not yet
        published on the day this law was known.
        """
        asked = name, month, province, city
        found = self._figures.get(asked)
        if found is None:
            found = (
                self._given_figure(name, month)
                or self._kept_figure(*asked)
                or self.published(*asked)
            )
            self._figures[asked] = found
        return found

    def _given_figure(self, name: str, month: Month) -> Figure | None:
        if name not in self._given:
            return None
        unit, row = self._given[name]
        return Figure(name, row.value, unit, GIVEN, month, provisional=False, word=row.word)

    def _kept_figure(
        self, name: str, month: Month, province: str, city: str | None
    ) -> Figure | None:
        """Return the kept figure that was in force for a month: the last that had begun by then.

        It is looked for where the files have one now, then where they may have had one.
        """
        _, place = self.series(name, month, province)
        for whose in ((place, city), (place, ""), (province, city), (province, ""), (NATIONAL, "")):
            begun = [
                figure
                for figure in self._kept
                if (figure.name, figure.province, figure.city) == (name, *whose)
                and figure.from_month <= month
                and figure.published_on <= self.known_on
            ]
            if begun:
                return max(begun, key=lambda figure: figure.fits(month))
        return None

    def series(self, name: str, month: Month, province: str) -> tuple[Series | None, str]:
        """Return the figures of the narrowest place that has its own for a month, and the place."""
        series = figures_of(self.scheme, province).get(name)
        if series is None or month >= series.country_from:
            return figures_of(self.scheme, NATIONAL).get(name), NATIONAL
        return series, province

    def published(
        self, name: str, month: Month, province: str = NATIONAL, city: str | None = None
    ) -> Figure:
        """Return the figure in force for a month, whatever the asker gave in its stead.

        Raises `NotInForce` as `figure` does; nothing is noted.
        """
        series, place = self.series(name, month, province)
        if series is None:
            raise NotInForce(name, month, province)
        found = self._row_in_force(series, _rows_for(series, city), month)
        if found is None:
            raise NotInForce(name, month, province, city or "")
        row, stands_in = found
        return Figure(
            name=name,
            value=row.value,
            unit=series.unit,
            source=row.source,
            from_month=row.from_month,
            provisional=row.provisional or stands_in,
            word=row.word,
            province=place,
            city=city or "" if city in series.cities else "",
            published_on=row.published_on,
            sheets=row.sheets,
            until_month=row.until_month,
        )

    def _row_in_force(
        self, series: Series, rows: Sequence[DatedValue], month: Month
    ) -> tuple[DatedValue, bool] | None:
        """Return the row, and whether it stands in 预发 for one that is not published yet.

        A row that cannot stand in up to the next one does not: there lies a gap in what is known.
        """
        known = [row for row in rows if row.published_on <= self.known_on]
        begun = [row for row in known if row.from_month <= month]
        if not begun:
            return None
        last, following = begun[-1], known[len(begun) :]
        if month < last.until_month:
            return last, False
        bridged = last.until_month + series.stands_in_months
        if month < bridged and all(row.from_month <= bridged for row in following[:1]):
            return last, True
        return None

    def differs_by_city(self, name: str, province: str) -> bool:
        """Return whether cities of a province have a figure of their own."""
        series = figures_of(self.scheme, province).get(name)
        return series is not None and bool(series.cities)

    def value(
        self, name: str, month: Month, province: str = NATIONAL, city: str | None = None
    ) -> int:
        """Return the value of the figure in force for a month."""
        return self.figure(name, month, province, city).value

    def word(
        self, name: str, month: Month, province: str = NATIONAL, city: str | None = None
    ) -> str:
        """Return the method or mode that is in force for a month."""
        return self.figure(name, month, province, city).word

    def word_among(
        self, known: Collection[str], name: str, month: Month, province: str = NATIONAL
    ) -> str:
        """Return the method in force; raises `NotInForce` for one that is not written here."""
        word = self.word(name, month, province)
        if word not in known:
            raise NotInForce(name, month, province)
        return word

    def column(
        self,
        name: str,
        months: NDArray[np.int64],
        provinces: NDArray[np.int64] | str = NATIONAL,
        city: str | None = None,
    ) -> NDArray[np.int64]:
        """Return the figure for each row of a column of months, of one or of many provinces.

        `provinces` is one code, or a column of codes as whole numbers. Each month of a
        province is looked up once, however long the column.
        """
        if not months.size:
            return np.zeros(0, dtype=np.int64)
        of_one = isinstance(provinces, str)
        first = months.min()
        cells = (months - first) * CODES + (0 if of_one else provinces)
        is_asked = np.zeros(cells.max() + 1, dtype=bool)
        is_asked[cells] = True
        values = np.zeros(len(is_asked), dtype=np.int64)
        for cell in np.flatnonzero(is_asked).tolist():
            month, code = divmod(cell, CODES)
            place = str(provinces) if of_one else f"{code:02d}"
            values[cell] = self.value(name, int(first) + month, place, city)
        found: NDArray[np.int64] = values[cells]
        return found


def _rows_for(series: Series, city: str | None) -> Sequence[DatedValue]:
    """Return the rows of a city, or the province's; none if cities differ and none is named."""
    if series.cities and city is None:
        return ()
    return series.cities.get(city or "", series.rows)


def _identity(figure: Figure) -> tuple[str, str, str, Month, bool]:
    """Return what tells a figure from others: its name, its place, since when, how final."""
    return figure.name, figure.province, figure.city, figure.from_month, figure.provisional
