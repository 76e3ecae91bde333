"""The figures that an item declares, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.item import Figure
from tongchou.workflow.models import Item


@dataclass(frozen=True)
class ShownFigure:
    """A figure of an item's outcome: its value in its unit, or None where it is not told yet."""

    title: Text
    value: int | str | None
    unit: str


def figures_of(item: Item, declared: AnyItem) -> list[ShownFigure]:
    """Return the declared figures that the outcome of an item tells of."""
    return [figure for figure in cells_of(item, declared) if figure.value is not None]


def cells_of(item: Item, declared: AnyItem) -> list[ShownFigure]:
    """Return every figure that an item declares, told or not."""
    return [
        ShownFigure(figure.title, _value(figure, item.outcome), figure.unit)
        for figure in declared.figures
    ]


def _value(figure: Figure, outcome: Mapping[str, Any]) -> int | str | None:
    told = [outcome[name] for name in figure.of if name in outcome]
    if not told:
        return None
    return str(told[0]) if figure.unit == "text" else sum(int(each) for each in told)
