"""The set of figures under which a province adjusts its pensions in a year, as it is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tongchou.policy.engine.law import Figure, Law, NotInForce
from tongchou.policy.engine.roundings import up_to_jiao, up_to_yuan
from tongchou.standards.money import (
    Number,
    round_down,
    round_half_up,
    round_up,
)
from tongchou.standards.time import Month, month

Way = TypeVar("Way")


ROUNDINGS: Mapping[str, Callable[[Number, Number], Number]] = {
    "to_fen": round_half_up,
    "up_to_jiao": up_to_jiao,
    "up_to_yuan": up_to_yuan,
}
"""How a part or a total is rounded, by the words under which the provinces' files know it."""

PART_YEARS: Mapping[str, Callable[[Number, Number], Number]] = {
    "count_as_one": round_up,
    "dropped": round_down,
}
"""What becomes of a part of a year, by the words under which the provinces' files know it."""


@dataclass(frozen=True)
class AdjustmentSet:
    """The set 调整办法 of a province and year, as the law is known."""

    law: Law
    province: str
    year: int

    @property
    def starts(self) -> Month:
        """The month from which the adjustment holds: January."""
        return month(self.year, 1)

    @property
    def age_month(self) -> Month:
        """The month at whose end ages count: December before."""
        return self.starts - 1

    def figure(self, name: str) -> Figure:
        """Return a part that every set has; raises `NotInForce` where it is not known."""
        return self.law.figure(name, self.starts, self.province)

    def has(self, name: str) -> Figure | None:
        """Return a part that only some sets have, or none."""
        try:
            return self.figure(name)
        except NotInForce:
            return None

    def way(
        self, ways: Mapping[str, Way], name: str, unsaid: Way | None = None
    ) -> tuple[Way, Figure | None]:
        """Return the way that a word of the set names, and the figure that holds the word.

        Without a word it is the way `unsaid`, where there is one; raises `NotInForce` otherwise,
        and for a word that names no way.
        """
        figure = self.figure(name) if unsaid is None else self.has(name)
        if figure is None and unsaid is not None:
            return unsaid, None
        if figure is None or figure.word not in ways:
            raise NotInForce(name, self.starts, self.province)
        return ways[figure.word], figure
