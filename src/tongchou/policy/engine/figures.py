"""Dated figures, as the YAML files hold them: rows that begin, lapse and are replaced."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml

from tongchou.policy.engine.brackets import brackets_of
from tongchou.standards import codes
from tongchou.standards.money import fen_of
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_of

PARAMETERS = files("tongchou.policy") / "parameters"
"""A folder for each scheme by its code; beside them what all schemes share."""

NATIONAL = ""
"""The place whose figures are the country's."""

FOREVER: Month = 10**6
ALWAYS_KNOWN = date.min

SCALES = {
    "fen": 2,
    "rate_e4": 4,
    "rate_e6": 6,
    "index_e4": 4,
    "months": 0,
    "days": 0,
    "none": 0,
}
"""How many decimals of a written figure are kept; the unit names the scale."""

RATE_SCALE = 10_000
"""How many parts a whole has in the unit `rate_e4`."""

WORDS = {"word", "steps"}
"""The units whose figures are kept as text: names of methods, and small tables."""

UNITS = (*SCALES, "month", *sorted(WORDS))


@cache
def digest_of_figures() -> str:
    """Return the digest of all figures here, files by name: equal where they are the same."""
    digest = sha256()
    folders = [PARAMETERS]
    while folders:
        for entry in sorted(folders.pop().iterdir(), key=lambda entry: entry.name):
            if entry.is_dir():
                folders.append(entry)
            else:
                content = entry.read_bytes()
                digest.update(f"{entry.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


class FaultyFigure(ValueError):
    """A figure that cannot be read: a fault of its file in `parameters`, named with the figure."""


@dataclass(frozen=True)
class DatedValue:
    """One dated value of a figure: from when until when, and on whose word.

    `sheets` is on how many determination sheets a method was seen; None where it is not counted.
    """

    from_month: Month
    until_month: Month
    value: int
    word: str
    source: str
    published_on: date
    provisional: bool
    sheets: int | None = None


@dataclass(frozen=True)
class Series:
    """A figure through time, at one place; some cities may have rows of their own.

    From `country_from` on a province's series holds no longer, and the country's does.
    """

    unit: str
    stands_in_months: int
    rows: tuple[DatedValue, ...]
    cities: Mapping[str, tuple[DatedValue, ...]]
    country_from: Month = FOREVER


def _written(text: str, unit: str) -> tuple[int, str]:
    """Return a written value as its whole number and its word; one of the two is empty.

    Steps are kept as they are written, and are read once to see that they are steps.
    """
    if unit == "steps":
        brackets_of(text)
    if unit in WORDS:
        return 0, text
    if unit == "month":
        return month_of(text), ""
    if unit not in SCALES:
        raise ValueError(f"the unit {unit!r} is none of: {', '.join(UNITS)}")
    return fen_of(text, scale=SCALES[unit]), ""


def _row(given: Mapping[str, str], unit: str, lasts_months: int) -> DatedValue:
    begins = month_of(given["from"])
    lapses = begins + lasts_months if lasts_months else FOREVER
    value, word = _written(given["value"], unit)
    return DatedValue(
        from_month=begins,
        until_month=month_of(given["until"]) if "until" in given else lapses,
        value=value,
        word=word,
        source=given["source"],
        published_on=(
            date.fromisoformat(given["published_on"]) if "published_on" in given else ALWAYS_KNOWN
        ),
        provisional=given.get("provisional") == "true",
        sheets=int(given["sheets"]) if "sheets" in given else None,
    )


def _series(entry: Mapping[str, Any]) -> Series:
    unit, lasts = entry["unit"], int(entry.get("lasts_months", "0"))

    def rows(given: Sequence[Mapping[str, str]]) -> tuple[DatedValue, ...]:
        return tuple(_row(row, unit, lasts) for row in given)

    return Series(
        unit=unit,
        stands_in_months=int(entry.get("stands_in_months", "0")),
        rows=rows(entry["values"]),
        cities={city: rows(given) for city, given in entry.get("cities", {}).items()},
        country_from=month_of(entry["country_from"]) if "country_from" in entry else FOREVER,
    )


def _read(path: str) -> dict[str, Any]:
    source = (PARAMETERS / path).read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(source, Loader=yaml.CBaseLoader)  # noqa: S506  # it makes text of every scalar, so no float is born
    return found


@cache
def figures_of(scheme: str, place: str) -> Mapping[str, Series]:
    """Return a scheme's figures of a province by its two digits, or the country's for `NATIONAL`.

    A scheme without a file for the place has no figures there. Raises `FaultyFigure`.
    """
    path = f"{scheme}/provinces/{place}.yaml" if place else f"{scheme}/national.yaml"
    if not scheme or not (PARAMETERS / path).is_file():
        return {}
    return {name: _figure(path, name, entry) for name, entry in _read(path).items()}


def _figure(path: str, name: str, entry: Mapping[str, Any]) -> Series:
    try:
        return _series(entry)
    except KeyError as fault:
        raise FaultyFigure(f"parameters/{path}: {name} has no {fault}") from fault
    except (TypeError, ValueError) as fault:
        raise FaultyFigure(f"parameters/{path}: {name}: {fault}") from fault


@cache
def units_of(scheme: str) -> Mapping[str, str]:
    """Return the unit of each figure that a scheme has anywhere."""
    places = (NATIONAL, *(place for place in codes.table("divisions") if place != codes.MINISTRY))
    found = (figures_of(scheme, place).items() for place in places)
    return {name: series.unit for figures in found for name, series in figures}


def given_row(scheme: str, name: str, text: str) -> tuple[str, DatedValue]:
    """Return the unit and the row of a figure that an asker gives.

    Raises `KeyError` for a figure that nobody knows, `ValueError` for a value that is none: no
    figure is below zero, and no share above the whole.
    """
    unit = units_of(scheme)[name]
    value, word = _written(text, unit)
    if value < 0 or (unit.startswith("rate_") and value > 10 ** SCALES[unit]):
        raise ValueError(f"{text!r} is beyond what {name} can be")
    return unit, DatedValue(0, FOREVER, value, word, "", ALWAYS_KNOWN, provisional=False)


@cache
def titles() -> Mapping[str, Text]:
    """Return how each figure is called."""
    return {name: Text(given["zh"], given["en"]) for name, given in _read("titles.yaml").items()}
