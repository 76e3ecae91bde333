"""Which step follows which, read from the table of items."""

from tongchou.standards import codes
from tongchou.standards.text import Text


def steps_of(code: str) -> list[str]:
    """Return the steps 环节 that an item takes, in order."""
    return list(codes.table("items")[code].facts["steps"])


def follows(code: str, verb: str) -> str | None:
    """Return the step that follows one of an item's steps, or None after the last."""
    steps = steps_of(code)
    place = steps.index(verb) + 1
    return steps[place] if place < len(steps) else None


def verb_text(verb: str) -> Text:
    """Return how a step is called."""
    return codes.table("item_verbs")[verb].text
