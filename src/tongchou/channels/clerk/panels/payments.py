"""The payments 发放 that an item made, person by person."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.registry.queries import payments_of
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item

SHOWN_MAX = 200
"""How many payments of a roll its page lists; a roll may hold a hundred thousand."""


def payments_card(item: Item, declared: AnyItem) -> Card | None:
    """Return who was paid what, as many as a page holds; None before anybody was."""
    del declared
    paid = payments_of(item.number, province=item.number[:2], limit=SHOWN_MAX + 1)
    if not paid:
        return None
    facts = {"payments": paid[:SHOWN_MAX], "is_cut": len(paid) > SHOWN_MAX}
    return Card("clerk/panels/payments.html", facts, is_wide=True)
