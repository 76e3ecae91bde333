"""The rows 逐行结论 of a file or a feed: how many were taken, and why the others were not."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.channels.front.figures import figures_of
from tongchou.channels.front.verdicts import verdicts_of
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def rows_card(item: Item, declared: AnyItem) -> Card | None:
    """Return the verdict on every row; None before the rows were judged."""
    verdicts = verdicts_of(item)
    if verdicts is None:
        return None
    facts = {"verdicts": verdicts, "figures": figures_of(item, declared)}
    return Card("clerk/panels/rows.html", facts, is_wide=True)
