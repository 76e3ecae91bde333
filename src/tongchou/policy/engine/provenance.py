"""Provenance 核定依据: by which rules, figures and software a worksheet came about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self, TypedDict

from tongchou import __version__
from tongchou.policy.engine.figures import ALWAYS_KNOWN, FOREVER
from tongchou.policy.engine.law import GIVEN, Figure, Law
from tongchou.standards.time import month_of, month_text


class RuleRecord(TypedDict):
    """A rule that decided, and in which version."""

    id: str
    version: int


class FigureRecord(TypedDict):
    """A figure of the law that was used: whose it is, since when, how much, on whose word.

    An empty `until_month` says that it does not lapse, an empty `published_on` always known.
    """

    name: str
    province: str
    city: str
    from_month: str
    until_month: str
    value: int
    unit: str
    word: str
    source: str
    published_on: str
    provisional: bool
    sheets: int | None


class ProvenanceRecord(TypedDict):
    """A provenance as it is stored."""

    rules: list[RuleRecord]
    figures: list[FigureRecord]
    scheme: str
    known_on: str
    software: str


@dataclass(frozen=True)
class Provenance:
    """What a decision rests on: rules by version, figures, the day of the law, the software.

    Rules and figures stand in the order in which they were first asked for.
    """

    rules: Mapping[str, int]
    figures: tuple[Figure, ...]
    scheme: str
    known_on: date
    software: str = __version__

    @classmethod
    def of(cls, law: Law) -> Self:
        """Return what was asked of a law so far: give each decision a law of its own."""
        return cls(law.rules_used, law.figures_used, law.scheme, law.known_on)

    def as_json(self) -> ProvenanceRecord:
        """Return it as it is stored."""
        return {
            "rules": [{"id": name, "version": version} for name, version in self.rules.items()],
            "figures": [_figure(figure) for figure in self.figures],
            "scheme": self.scheme,
            "known_on": self.known_on.isoformat(),
            "software": self.software,
        }


def _figure(figure: Figure) -> FigureRecord:
    published_on = figure.published_on
    return {
        "name": figure.name,
        "province": figure.province,
        "city": figure.city,
        "from_month": month_text(figure.from_month),
        "until_month": "" if figure.until_month == FOREVER else month_text(figure.until_month),
        "value": figure.value,
        "unit": figure.unit,
        "word": figure.word,
        "source": figure.source,
        "published_on": "" if published_on == ALWAYS_KNOWN else published_on.isoformat(),
        "provisional": figure.provisional,
        "sheets": figure.sheets,
    }


def _figure_of(record: FigureRecord) -> Figure:
    until, published = record["until_month"], record["published_on"]
    return Figure(
        name=record["name"],
        value=record["value"],
        unit=record["unit"],
        source=record["source"],
        from_month=month_of(record["from_month"]),
        provisional=record["provisional"],
        word=record["word"],
        province=record["province"],
        city=record["city"],
        published_on=date.fromisoformat(published) if published else ALWAYS_KNOWN,
        sheets=record["sheets"],
        until_month=month_of(until) if until else FOREVER,
    )


def law_of(record: ProvenanceRecord) -> Law:
    """Return the law of a decision: known on its day, rules in its versions, by its figures."""
    return Law(
        date.fromisoformat(record["known_on"]),
        versions={rule["id"]: rule["version"] for rule in record["rules"]},
        scheme=record["scheme"],
        kept=[_figure_of(one) for one in record["figures"] if one["source"] != GIVEN],
    )
