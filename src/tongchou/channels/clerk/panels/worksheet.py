"""The worksheet 核定表 of an item's decision."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def worksheet_card(item: Item, declared: AnyItem) -> Card | None:
    """Return the lines of the worksheet; None where nothing was worked out."""
    del declared
    if not item.worksheet:
        return None
    return Card("clerk/panels/worksheet.html", {"lines": item.worksheet}, is_wide=True)
