"""Items of which the effects came back from the ministry's copy: their rows follow."""

from collections.abc import Collection
from datetime import datetime

from tongchou.storage.rows import execute, fetch
from tongchou.workflow.models import ENDED, Item, Status
from tongchou.workflow.steps import Does, procedure_of

_NEXT = "SELECT nextval('workflow_item_number') FROM generate_series(1, %(count)s)"
_REACHED = "SELECT coalesce(pg_sequence_last_value('workflow_item_number'), 0)"


def follow_effects(numbers: Collection[str], *, at: datetime) -> list[str]:
    """Put items whose effects came back where those effects put them; return their numbers.

    An item that is open here was carried on after the copy was made, by steps that nobody
    remembers here: it must not be carried on again. Numbers that were given are not given again.
    """
    moved = []
    for item in Item.objects.filter(number__in=numbers).exclude(status__in=ENDED):
        recording = (one for one in procedure_of(item.code).transitions if one.does == Does.RECORD)
        to = next((one.to for one in recording), Status.COMPLETED)
        item.status = Status.COMPLETED if item.status == to else Status(to)
        item.completed_at = at if item.status in ENDED else None
        item.save(update_fields=["status", "completed_at"])
        moved.append(item.number)
    _pass_over(numbers)
    return moved


def _pass_over(numbers: Collection[str]) -> None:
    """Let the next item's number lie behind these."""
    places = (number.rpartition("-")[2] for number in numbers)
    last = max((int(place) for place in places if place.isdecimal()), default=0)
    ((reached,),) = fetch(_REACHED)
    if last > reached:
        execute(_NEXT, count=last - reached)
