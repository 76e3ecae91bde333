"""How an item lies on a clerk's desk: in whose hand it is, who works on it, whom it may go to."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tongchou.agency.models import Clerk
from tongchou.standards.identity import numbers_masked
from tongchou.standards.refusal import Refusal
from tongchou.workflow import changes as workflow
from tongchou.workflow.hands import (
    colleagues_for,
    comments_on,
    hand_of,
    hindrance_of_hands,
    hindrance_to_pass,
    hindrance_to_receive,
)
from tongchou.workflow.models import ENDED, Comment, Hand, Item


@dataclass(frozen=True)
class Desk:
    """In whose hand an item is, and what a clerk may do about that."""

    hand: Hand | None
    hindrance: Refusal | None
    """Why its steps are another's to take now."""
    is_own: bool
    """Whether it is in this clerk's hand."""
    is_at_work: bool
    """Whether this clerk works on it, so that others are kept out."""
    may_pass: bool
    may_take: bool
    colleagues: list[Clerk]

    @property
    def other_worker(self) -> Hand | None:
        """Who else works on it now, as its row says."""
        return None if self.is_at_work or not self._is_worked_on else self.hand

    _is_worked_on: bool = False


def desk_of(item: Item, clerk: Clerk, *, at: datetime, may_go_on: bool) -> Desk:
    """Return how an item lies on a clerk's desk; whoever may take its next step works on it now."""
    hand = hand_of(item.number)
    hindrance = hindrance_of_hands(hand, clerk, at)
    if may_go_on and hindrance is None:
        hand = workflow.work_on(item, clerk, at=at)
        hindrance = hindrance_of_hands(hand, clerk, at)
    may_pass = item.status not in ENDED and hindrance_to_pass(item, clerk) is None
    hands = tuple((step.verb, step.person_code) for step in item.history or ())
    is_worked_on = hand is not None and hand.is_worked_on(at)
    return Desk(
        hand=hand,
        hindrance=hindrance,
        is_own=hand is not None and hand.login == clerk.login,
        is_at_work=is_worked_on and hand is not None and hand.worker == clerk.login,
        may_pass=may_pass,
        may_take=may_pass and hindrance_to_receive(item, clerk, hands) is None,
        colleagues=colleagues_for(item, clerk, hands) if may_pass else [],
        _is_worked_on=is_worked_on,
    )


def comments_shown(number: str) -> list[tuple[Comment, str]]:
    """Return the comments on an item, each with its words, in which no whole number stands."""
    return [(one, numbers_masked(one.text)) for one in comments_on(number)]


def listed_in(request: HttpRequest) -> str:
    """Return the reference of the list from which somebody came to an item; '' for none."""
    return request.POST.get("list", "") or request.GET.get("list", "")


def item_address(number: str, listed: str) -> str:
    """Return where an item is found, with the list from which somebody came to it."""
    asked = f"?{urlencode({'list': listed})}" if listed else ""
    return reverse("clerk:item", args=[number]) + asked
