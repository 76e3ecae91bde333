"""Items of which the effects came back from the ministry's copy: their rows follow."""

from collections.abc import Collection
from datetime import datetime

from tongchou.storage.rows import execute, fetch
from tongchou.workflow.models import ENDED, Item

_NEXT = "SELECT nextval('workflow_item_number') FROM generate_series(1, %(count)s)"
_REACHED = "SELECT coalesce(pg_sequence_last_value('workflow_item_number'), 0)"


def follow_decision(number: str, status: str, *, at: datetime) -> None:
    """Put an item where the log says that it stands; one that only the log knows has no row.

    It was carried on after the copy was made, by steps that nobody remembers here.
    """
    known = Item.objects.filter(number=number).exclude(status__in=ENDED)
    known.update(status=status, completed_at=at if status in ENDED else None)


def follow_effects(numbers: Collection[str]) -> list[str]:
    """Return which items of these, whose effects came back, have rows here.

    Numbers that were given are not given again.
    """
    _pass_over(numbers)
    found = Item.objects.filter(number__in=numbers).order_by("number")
    return list(found.values_list("number", flat=True))


def _pass_over(numbers: Collection[str]) -> None:
    """Let the next item's number lie behind these."""
    places = (number.rpartition("-")[2] for number in numbers)
    last = max((int(place) for place in places if place.isdecimal()), default=0)
    ((reached,),) = fetch(_REACHED)
    if last > reached:
        execute(_NEXT, count=last - reached)
