"""Reading items: an inbox, one item with its history, what happened to a person."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongchou.agency.models import Clerk
from tongchou.workflow.models import OPEN, Item, Status, Step


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
    order = ("due_on",) if which in {"mine", "open"} else ()
    return items.order_by(*order, "-accepted_at", "-id")


def _movable_by(clerk: Clerk) -> Q:
    """Items whose next step lies within a clerk's duties and is not for another hand to take."""

    def taken(*verbs: str) -> Exists:
        steps = Step.objects.filter(item=OuterRef("pk"), login=clerk.login, verb__in=verbs)
        return Exists(steps)

    wanted = Q(pk__in=[])
    if clerk.has_duty("review"):
        wanted |= Q(status=Status.ACCEPTED) & ~Q(taken("accept", "approve"))
    if clerk.has_duty("approve"):
        wanted |= Q(status=Status.REVIEWED) & ~Q(taken("accept", "review"))
    if clerk.has_duty("accept"):
        wanted |= Q(status=Status.RETURNED) & Q(taken("accept"))
    return wanted


def open_items_about(subject: str, *, code: str, besides: str) -> tuple[str, ...]:
    """Return the numbers of the unfinished items of one kind about somebody, but for one."""
    found = items_about(subject, codes=[code]).filter(status__in=OPEN).exclude(number=besides)
    return tuple(found.order_by("id").values_list("number", flat=True))


def items_about(subject: str, *, codes: Sequence[str] = ()) -> QuerySet[Item]:
    """Return the items about a person or an employer, newest first."""
    items = Item.objects.filter(subject=subject)
    if codes:
        items = items.filter(code__in=codes)
    return items.order_by("-accepted_at", "-id")
