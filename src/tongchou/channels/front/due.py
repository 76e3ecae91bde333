"""When a matter is due, as lists tell it: its working days left, and how near its limit is."""

from datetime import date

from tongchou.policy.procedure.working_days import working_days_between
from tongchou.workflow.models import Item, Status

NEAR_DAYS = 3


def days_left(item: Item, on: date) -> int | None:
    """Return the working days left of an item's limit, below zero past it; None where none runs."""
    is_running = item.completed_at is None and item.status != Status.RETURNED
    if not is_running or item.due_on is None:
        return None
    return working_days_between(on, item.due_on, known_on=on)


def pace_of(left: int | None) -> str:
    """Return how near a limit is: calm, near or over; '' where none runs."""
    if left is None:
        return ""
    if left < 0:
        return "over"
    return "near" if left <= NEAR_DAYS else "calm"


def stands_still(item: Item) -> bool:
    """Whether an item's limit stands still, since it was returned."""
    return bool(item.status == Status.RETURNED and item.due_on is not None)
