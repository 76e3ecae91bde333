"""The payments 发放 that an item made, person by person."""

from tongchou.channels.clerk.panels.card import Card
from tongchou.registry.queries import payments_of
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.models import Item


def payments_card(item: Item, declared: AnyItem) -> Card | None:
    """Return who was paid what; None before anybody was."""
    del declared
    payments = payments_of(item.number)
    if not payments:
        return None
    return Card("clerk/panels/payments.html", {"payments": payments}, is_wide=True)
