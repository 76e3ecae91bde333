"""The outcome 办理结果 of an item: the figures that it declares."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.channels.front.figures import figures_of
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def outcome_card(item: Item, declared: AnyItem) -> Card | None:
    """Return the outcome's figures; None while there are none."""
    figures = figures_of(item, declared)
    return Card("clerk/panels/outcome.html", {"figures": figures}) if figures else None
