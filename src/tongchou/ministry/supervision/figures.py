"""The figures 指标 of the ministry's pages that counters keep: each declared once, shown by all."""

from collections.abc import Mapping
from dataclasses import dataclass

from tongchou.registry.counters import PENSIONERS, PEOPLE, PERSON_MONTHS
from tongchou.standards.text import Text

NO_UNIT = Text("", "")


@dataclass(frozen=True)
class CountedFigure:
    """A figure 指标: its name in answers, how it is called, its unit, and the counter it shows."""

    name: str
    title: Text
    counter: str
    unit: Text = NO_UNIT


FIGURES = (
    CountedFigure("people", Text("参保登记", "People registered"), PEOPLE, Text("人次", "")),
    CountedFigure("contribution_months", Text("缴费人月", "Person-months"), PERSON_MONTHS),
    CountedFigure("pensioners", Text("领取养老金", "Pensioners"), PENSIONERS, Text("人", "")),
)
"""The figures in the order in which pages show them."""


def counted_figures(counters: Mapping[str, int]) -> dict[str, int]:
    """Return every figure by its name, of counters by theirs; what was never counted is 0."""
    return {figure.name: counters.get(figure.counter, 0) for figure in FIGURES}
