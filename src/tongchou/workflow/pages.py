"""A list of items read page by page: each page goes on behind the last item of the one before.

Nothing is counted from the beginning, so what is accepted or ends meanwhile moves no item from
one page to another.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from tongchou.workflow.models import Item


@dataclass(frozen=True)
class Place:
    """Where an item stands in a list: its due day where the list is sorted by it, and its own."""

    due_on: date | None
    accepted_at: datetime
    number: str

    @classmethod
    def of(cls, item: Item) -> "Place":
        """Return the place of an item."""
        return cls(item.due_on, item.accepted_at, item.number)

    @classmethod
    def read(cls, due_on: str | None, accepted_at: str, number: str) -> "Place | None":
        """Return the place that words name, as `words` gave them; None where they name none."""
        try:
            due = date.fromisoformat(due_on) if due_on else None
            return cls(due, datetime.fromisoformat(accepted_at), number) if number else None
        except ValueError:
            return None

    def words(self) -> tuple[str | None, str, str]:
        """Return the place as words of which it can be made again."""
        due_on = self.due_on.isoformat() if self.due_on else None
        return due_on, self.accepted_at.isoformat(), self.number


def page(found: QuerySet[Item], *, by_due_day: bool, after: Place | None, limit: int) -> list[Item]:
    """Return so many items behind a place: by due day if asked, then the newest first.

    Items without a due day come last.
    """
    newest = ("-accepted_at", "-number")
    if not by_due_day:
        return list(_behind(found, after).order_by(*newest)[:limit])
    dated = found.exclude(due_on=None)
    items: list[Item] = []
    if after is None:
        items = list(dated.order_by("due_on", *newest)[:limit])
    elif after.due_on is not None:
        later = dated.filter(due_on__gte=after.due_on).filter(
            Q(due_on__gt=after.due_on) | _is_behind(after)
        )
        items = list(later.order_by("due_on", *newest)[:limit])
    if len(items) < limit:
        is_among_undated = after is not None and after.due_on is None
        undated = _behind(found.filter(due_on=None), after if is_among_undated else None)
        items += undated.order_by(*newest)[: limit - len(items)]
    return items


def _behind(found: QuerySet[Item], after: Place | None) -> QuerySet[Item]:
    if after is None:
        return found
    return found.filter(accepted_at__lte=after.accepted_at).filter(_is_behind(after))


def _is_behind(after: Place) -> Q:
    same = Q(accepted_at=after.accepted_at, number__lt=after.number)
    return Q(accepted_at__lt=after.accepted_at) | same
