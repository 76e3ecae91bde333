"""The law's figures: what was in force when, and what was known when; never a guess."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from tongchou.standards import codes
from tongchou.standards.money import fen_of
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.standards.time import Month, month_of, month_text

NATIONAL = ""

SCALES = {
    "fen": 2,
    "rate_e4": 4,
    "rate_e6": 6,
    "index_e4": 4,
    "months": 0,
    "months_e1": 1,
    "month": 0,
    "word": 0,
}
"""How many decimals of a written figure are kept; the unit names the scale."""


@dataclass(frozen=True)
class Figure:
    """A figure of the law in force for a month: its value in its unit, and where it stands."""

    name: str
    value: Any
    unit: str
    source: str
    from_month: Month
    provisional: bool


class NotInForce(LookupError):
    """No figure is known for this place and month; the law is never guessed."""

    def __init__(self, name: str, month: Month, province: str) -> None:
        self.name, self.month, self.province = name, month, province
        super().__init__(f"{name} is not in force in {province or 'the country'} for {month}")

    @property
    def refusal(self) -> Refusal:
        """What to tell whoever asked: which figure, where, when, and what would end it."""
        title = _titles().get(self.name, Text(self.name, self.name))
        place = codes.table("divisions")[self.province].text if self.province else None
        zh, en = (place.zh, place.en) if place else ("全国", "the whole country")
        at = month_text(self.month)
        return Refusal(
            code="law.not_in_force",
            text=Text(
                f"{zh}{at}没有生效的“{title.zh}”",
                f"No '{title.en}' is in force in {zh} ({en}) for {at}",
            ),
            remedy=Text(
                f"待{zh}公布并录入该参数后再办理",
                f"Handle it once the figure for {en} is published and entered",
            ),
        )


@dataclass(frozen=True)
class _Dated:
    from_month: Month
    until_month: Month
    value: Any
    unit: str
    source: str
    published_on: date
    provisional: bool


class Law:
    """The law as it was known on a day."""

    def __init__(self, known_on: date) -> None:
        self.known_on = known_on

    def figure(self, name: str, month: Month, province: str = NATIONAL) -> Figure:
        """Return the figure in force for a month, the province's own before the country's.

        Raises `NotInForce` when there is none, when it has lapsed, or when it was not yet
        published on the day this law was known.
        """
        for place in dict.fromkeys((province, NATIONAL)):
            for dated in reversed(_figures(place).get(name, ())):
                in_force = dated.from_month <= month < dated.until_month
                if in_force and dated.published_on <= self.known_on:
                    return Figure(
                        name,
                        dated.value,
                        dated.unit,
                        dated.source,
                        dated.from_month,
                        dated.provisional,
                    )
        raise NotInForce(name, month, province)

    def value(self, name: str, month: Month, province: str = NATIONAL) -> Any:
        """Return the value of the figure in force for a month."""
        return self.figure(name, month, province).value

    def column(
        self, name: str, months: NDArray[np.int64], province: str = NATIONAL
    ) -> NDArray[np.int64]:
        """Return the figure for each month of a column; shape (n,)."""
        asked, places = np.unique(months, return_inverse=True)
        values = np.array([self.value(name, int(month), province) for month in asked])
        found: NDArray[np.int64] = values[places]
        return found


FOREVER = 10**6


@cache
def _figures(province: str) -> Mapping[str, tuple[_Dated, ...]]:
    path = f"provinces/{province}.yaml" if province else "national.yaml"
    source = (files("tongchou.policy") / "parameters" / path).read_text(encoding="utf-8")
    listed: dict[str, dict[str, Any]] = yaml.load(source, Loader=yaml.BaseLoader) or {}  # noqa: S506  # BaseLoader makes text of every scalar, so no float is born
    return {name: _dated(entry) for name, entry in listed.items()}


def _dated(entry: Mapping[str, Any]) -> tuple[_Dated, ...]:
    unit, lasts = entry["unit"], int(entry.get("lasts_months", "0"))
    values = entry["values"] or []
    begins = [month_of(row["from"]) for row in values]
    ends = [*begins[1:], FOREVER]
    return tuple(
        _Dated(
            from_month=begin,
            until_month=min(
                end,
                month_of(row["until"]) if "until" in row else FOREVER,
                begin + lasts if lasts else FOREVER,
            ),
            value=row["value"] if unit == "word" else fen_of(row["value"], scale=SCALES[unit]),
            unit=unit,
            source=row["source"],
            published_on=date.fromisoformat(row.get("published_on", "1900-01-01")),
            provisional=row.get("provisional") == "true",
        )
        for row, begin, end in zip(values, begins, ends, strict=True)
    )


@cache
def _titles() -> Mapping[str, Text]:
    source = (files("tongchou.policy") / "parameters" / "titles.yaml").read_text(encoding="utf-8")
    return {name: Text(row["zh"], row["en"]) for name, row in yaml.safe_load(source).items()}
