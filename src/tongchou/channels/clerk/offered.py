"""The steps that a clerk is offered on an item: the next one, and the ways to stop it."""

from dataclasses import dataclass

from tongchou.agency.models import Clerk
from tongchou.channels.clerk.access import today
from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.models import Item
from tongchou.workflow.steps import Does, procedure_of, verb_text


@dataclass(frozen=True)
class Offer:
    """A step that follows: may the clerk take it, and if not, why not."""

    verb: str
    hindrance: Refusal | None

    @property
    def title(self) -> Text:
        """How the step is called."""
        return verb_text(self.verb)


def next_offer(item: Item, clerk: Clerk) -> Offer | None:
    """Return the step that comes next, also when this clerk may not take it."""
    following = procedure_of(item.code).forward(item.status)
    if following is None or not following.duties or following.verb == "accept":
        return None
    return Offer(following.verb, hindrance_to(item, following.verb, clerk, today=today()))


def stops_offered(item: Item, clerk: Clerk) -> list[Offer]:
    """Return the ways in which this clerk may stop the item."""
    transitions = procedure_of(item.code).transitions
    verbs = dict.fromkeys(one.verb for one in transitions if one.does == Does.STOP)
    offers = [Offer(verb, hindrance_to(item, verb, clerk)) for verb in verbs]
    return [offer for offer in offers if offer.hindrance is None]


def may_go_on(item: Item, clerk: Clerk) -> bool:
    """Whether a clerk may take the step that comes next, whosever hand the item is in."""
    following = procedure_of(item.code).forward(item.status)
    if following is None or not following.duties:
        return False
    return hindrance_to(item, following.verb, clerk, today=today()) is None
