"""The cards of an item's page, by the panels that the item declares."""

from collections.abc import Callable, Mapping

from tongchou.channels.clerk.panels.card import Card
from tongchou.channels.clerk.panels.file import file_card
from tongchou.channels.clerk.panels.outcome import outcome_card
from tongchou.channels.clerk.panels.payments import payments_card
from tongchou.channels.clerk.panels.rows import rows_card
from tongchou.channels.clerk.panels.sign_in import sign_in_card
from tongchou.channels.clerk.panels.worksheet import worksheet_card
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.item import Panel
from tongchou.workflow.models import Item

CARDS: Mapping[Panel, Callable[[Item, AnyItem], Card | None]] = {
    Panel.FILE: file_card,
    Panel.ROWS: rows_card,
    Panel.PAYMENTS: payments_card,
    Panel.WORKSHEET: worksheet_card,
    Panel.SIGN_IN: sign_in_card,
    Panel.OUTCOME: outcome_card,
}


def cards_of(item: Item) -> list[Card]:
    """Return the cards of an item's page that have something to show."""
    declared = catalogue().get(item.code)
    if declared is None:
        return []
    cards = (CARDS[panel](item, declared) for panel in declared.panels)
    return [card for card in cards if card is not None]
