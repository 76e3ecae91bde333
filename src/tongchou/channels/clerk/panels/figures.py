"""The figures that an item declares, as pages show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tongchou.channels.look.pieces import number_and_unit, value_text
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.item import Figure
from tongchou.workflow.models import Item

NOT_YET, NO_UNIT = Text("—", "—"), Text("", "")


@dataclass(frozen=True)
class ShownFigure:
    """A figure with its value: in one piece, and as a number apart from its unit."""

    title: Text
    value: Text
    number: Text
    unit: Text


def figures_of(item: Item, declared: AnyItem) -> list[ShownFigure]:
    """Return the declared figures that the outcome of an item tells of."""
    found = (_shown(figure, item.outcome) for figure in declared.figures)
    return [figure for figure in found if figure is not None]


def cells_of(item: Item, declared: AnyItem) -> list[ShownFigure]:
    """Return every declared figure of an item, "—" for what its outcome does not tell yet."""
    return [
        _shown(figure, item.outcome) or ShownFigure(figure.title, NOT_YET, NOT_YET, NO_UNIT)
        for figure in declared.figures
    ]


def _shown(figure: Figure, outcome: Mapping[str, Any]) -> ShownFigure | None:
    told = [outcome[name] for name in figure.of if name in outcome]
    if not told:
        return None
    line = {"value": told[0] if figure.unit == "text" else sum(told), "unit": figure.unit}
    return ShownFigure(figure.title, value_text(line), *number_and_unit(line))
