"""The sign-in 网上账户 that an item opened or reset, and whether it waits for a password."""

from tongchou.agency.queries import outside_sign_in
from tongchou.agency.slips import last_item_of
from tongchou.channels.clerk.panels.card import Card
from tongchou.workflow.catalogue import AnyItem
from tongchou.workflow.item import SIGN_IN
from tongchou.workflow.models import Item


def sign_in_card(item: Item, declared: AnyItem) -> Card | None:
    """Return the sign-in as it stands now; None before the item is completed."""
    del declared
    login = item.outcome.get(SIGN_IN)
    user = outside_sign_in(str(login)) if login else None
    if user is None:
        return None
    is_its_slip = last_item_of(user.login) == item.number
    return Card("clerk/panels/sign_in.html", {"user": user, "is_its_slip": is_its_slip})
