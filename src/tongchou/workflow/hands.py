"""In whose hands an item is: who may pass it on, to whom, and whose step must wait meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import stood_in_for
from tongchou.standards.refusal import Refusal
from tongchou.standards.time import beijing_day
from tongchou.workflow import hand_refusals, refusals
from tongchou.workflow.hindrances import has_duty, hindrance_to
from tongchou.workflow.models import ENDED, Comment, FormChange, Hand, HandOver, Item
from tongchou.workflow.steps import Hands, procedure_of

COLLEAGUES_MAX = 200
"""So many colleagues are offered; a larger agency assigns by login, over the interface."""


def hand_of(number: str) -> Hand | None:
    """Return in whose hand an item is and who works on it, or None for nobody ever since a step."""
    return Hand.objects.filter(item=number).first()


def hands_of(numbers: Iterable[str]) -> dict[str, Hand]:
    """Return the same of several items, by number."""
    return {hand.item_id: hand for hand in Hand.objects.filter(item__in=list(numbers))}


def hindrance_of_hands(hand: Hand | None, clerk: Clerk, at: datetime) -> Refusal | None:
    """Return why a step is another's to take now, or None: that clerk works on it, or has it.

    A substitute stands in for whoever is absent. Only clerks and their systems stand in each
    other's way: what an applicant may do waits for nobody's page.
    """
    if hand is None or clerk.is_outside:
        return None
    if hand.is_worked_on(at) and hand.worker != clerk.login and hand.works_until:
        return hand_refusals.worked_on(hand.worker_name, hand.works_until)
    if hand.login in {"", clerk.login}:
        return None
    absent = {one.login for one in stood_in_for(clerk.login, on=beijing_day(at))}
    return None if hand.login in absent else hand_refusals.in_other_hand(hand.name)


def hindrance_to_pass(item: Item, clerk: Clerk) -> Refusal | None:
    """Return why a clerk may not say in whose hand an item is, or None.

    Whoever has a duty in one of its steps may, within their scope: who accepted it may give it to
    who reviews it, and nobody needs a duty of leading.
    """
    if clerk.scope is None or not item.division_code.startswith(clerk.scope):
        return refusals.out_of_scope()
    if item.status in ENDED:
        return hand_refusals.already_ended()
    steps = procedure_of(item.code).transitions
    if not any(one.duties and has_duty(clerk, one, item.scheme) for one in steps):
        return hand_refusals.no_part_in_it()
    return None


def hindrance_to_receive(item: Item, clerk: Clerk, hands: Hands) -> Refusal | None:
    """Return why an item cannot be put into a clerk's hand: they could not take its next step."""
    following = procedure_of(item.code).forward(item.status)
    is_clerk = clerk.is_active and clerk.kind == Kind.CLERK
    if following is None or not following.duties or not is_clerk:
        return hand_refusals.cannot_receive(clerk.name)
    hindrance = hindrance_to(item, following.verb, clerk, hands=hands)
    return hand_refusals.cannot_receive(clerk.name, hindrance.text) if hindrance else None


def colleagues_for(item: Item, clerk: Clerk, hands: Hands) -> list[Clerk]:
    """Return the others of a clerk's agency into whose hand an item may be put, by name."""
    if clerk.agency_id is None:
        return []
    here = Clerk.objects.filter(agency=clerk.agency_id, is_active=True, kind=Kind.CLERK)
    others = here.exclude(login=clerk.login).select_related("agency").order_by("name", "login")
    return [
        one for one in others[:COLLEAGUES_MAX] if hindrance_to_receive(item, one, hands) is None
    ]


def comments_on(number: str) -> list[Comment]:
    """Return what clerks noted on an item among themselves, in order."""
    return list(Comment.objects.filter(item=number).order_by("id"))


@dataclass(frozen=True)
class Aside:
    """What happened to an item beside its steps: hand-overs, and what corrections changed."""

    hand_overs: tuple[HandOver, ...]
    form_changes: tuple[FormChange, ...]


def aside_of(number: str) -> Aside:
    """Return what happened to an item beside its steps, each in order."""
    return Aside(
        tuple(HandOver.objects.filter(item=number).order_by("id")),
        tuple(FormChange.objects.filter(item=number).order_by("id")),
    )
