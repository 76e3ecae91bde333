"""The whole history of an item: steps, hand-overs, and what corrections changed, in order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tongchou.channels.front.fields import Shown, told_by
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text
from tongchou.workflow.hands import Aside
from tongchou.workflow.models import FormChange, HandOver, Item, Step

NOTHING = Text("（空）", "(empty)")
STOPPING = ("return", "refuse", "withdraw")


@dataclass(frozen=True)
class Changed:
    """A field that a correction changed: its title, what it said before, and after."""

    title: Text
    before: Text
    after: Text


@dataclass(frozen=True)
class Entry:
    """One thing that happened to an item: what, by whom, when, with which words."""

    title: Text
    name: str
    at: datetime
    note: str = ""
    is_stopping: bool = False
    to: str = ""
    changed: tuple[Changed, ...] = ()
    step: Step | None = None
    """The step that it was, which may tell of points."""


def history_of(item: Item, steps: Iterable[Step], aside: Aside) -> list[Entry]:
    """Return all that happened to an item, the earliest first."""
    entries = [
        *map(_of_step, steps),
        *map(_of_hand_over, aside.hand_overs),
        *(_of_change(item, change) for change in aside.form_changes),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _of_step(step: Step) -> Entry:
    title = codes.table("item_verbs")[step.verb].text
    return Entry(title, step.name, step.at, step.note, is_stopping=step.verb in STOPPING, step=step)


def _of_hand_over(done: HandOver) -> Entry:
    title = codes.table("hand_overs")[done.verb].text
    is_to_another = done.login not in {"", done.by}
    return Entry(title, done.by_name, done.at, done.word, to=done.name if is_to_another else "")


def _of_change(item: Item, change: FormChange) -> Entry:
    before, after = (
        {field.name: field for field in told_by(item.code, _side(change, place))}
        for place in (0, 1)
    )
    changed = tuple(
        Changed(field.title, _said(field), _said(after[name]))
        for name, field in before.items()
        if name in change.fields
    )
    title = Text("更正内容", "What was corrected")
    return Entry(title, change.name, change.at, changed=changed)


def _side(change: FormChange, place: int) -> dict[str, object]:
    """Return what the changed fields said before (0) or after (1)."""
    return {name: sides[place] for name, sides in change.fields.items()}


def _said(field: Shown) -> Text:
    if field.kind == Kind.PERSON and field.value:
        masked = mask_ssn(field.value)
        return Text(masked, masked)
    return field.said if field.value else NOTHING
