"""Reading items: an inbox, one item with its history, what happened to a person."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet

from tongchou.agency.models import Clerk
from tongchou.workflow.models import OPEN, Item, Status


def items_in_scope(clerk: Clerk) -> QuerySet[Item]:
    """Return the items that a clerk may see."""
    if clerk.scope is None:
        return Item.objects.none()
    return Item.objects.filter(division_code__startswith=clerk.scope)


def item_by(number: str) -> Item | None:
    """Return the item with this number, or None."""
    return Item.objects.filter(number=number).prefetch_related("steps").first()


def inbox(clerk: Clerk, *, which: str = "mine", text: str = "") -> QuerySet[Item]:
    """Return an inbox 待办: `mine` (what this clerk can move), `open`, `done` or `all`."""
    items = items_in_scope(clerk)
    if which == "mine":
        items = items.filter(_movable_by(clerk))
    elif which == "open":
        items = items.filter(status__in=OPEN)
    elif which == "done":
        items = items.exclude(status__in=OPEN)
    text = text.strip()
    if text:
        items = items.filter(
            Q(number__startswith=text)
            | Q(subject__startswith=text.upper())
            | Q(subject_name__startswith=text)
        )
    return (
        items.order_by("due_on", "-accepted_at")
        if which in {"mine", "open"}
        else (items.order_by("-accepted_at"))
    )


def _movable_by(clerk: Clerk) -> Q:
    """Items whose next step lies within a clerk's duties and was not begun by the clerk."""
    wanted = Q(pk__in=[])
    if clerk.has_duty("review"):
        wanted |= Q(status=Status.ACCEPTED)
    if clerk.has_duty("approve"):
        wanted |= Q(status=Status.REVIEWED)
    if clerk.has_duty("accept"):
        wanted |= Q(status=Status.RETURNED, steps__login=clerk.login, steps__verb="accept")
    taken = Item.objects.filter(
        steps__login=clerk.login, steps__verb__in=["accept", "review", "approve"]
    ).exclude(status=Status.RETURNED)
    return wanted & ~Q(pk__in=taken.values("pk"))


def items_about(subject: str, *, codes: Sequence[str] = ()) -> QuerySet[Item]:
    """Return the items about a person or an employer, newest first."""
    items = Item.objects.filter(subject=subject)
    if codes:
        items = items.filter(code__in=codes)
    return items.order_by("-accepted_at")
