"""Items as lines of a list: what each is about, when it is due, in whose hand, what is next."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.conf import settings

from tongchou.channels.front.due import days_left, pace_of, stands_still
from tongchou.channels.front.fields import in_words
from tongchou.registry.queries import names_of
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hands import hands_of
from tongchou.workflow.models import ENDED, Hand, Item
from tongchou.workflow.paper_queries import incomplete
from tongchou.workflow.steps import procedure_of


@dataclass(frozen=True)
class ListedItem:
    """One line of a list of items."""

    item: Item
    named: Text
    next_step: Text | None
    days_left: int | None
    """The working days left of its limit, below zero past it; None where none runs."""
    pace: str
    about: Text | None
    """The name of whom it is about, or else its file or its month."""
    number: str
    """The number of whom it is about, masked where that is a person."""
    hand: Hand | None = None
    is_incomplete: bool = False
    """Whether a paper is missing without which it cannot be approved."""
    worker: str = ""
    """The name of who works on it now; '' for nobody, or where nobody asked."""

    @property
    def stands_still(self) -> bool:
        """Whether its limit stands still, since it was returned."""
        return stands_still(self.item)


def rows_of(items: Iterable[Item], on: date, *, at: datetime | None = None) -> list[ListedItem]:
    """Return items as lines of a list, with the names under which people are registered.

    With an instant they say who works on each then.
    """
    shown = list(items)
    names = names_of({item.subject for item in shown}, province=settings.NODE_CODE)
    hands = hands_of(item.number for item in shown if item.status not in ENDED)
    lacking, rows = incomplete(shown), []
    for item in shown:
        name, hand = names.get(item.subject, item.subject_name), hands.get(item.number)
        is_worked_on = hand is not None and at is not None and hand.is_worked_on(at)
        worker = hand.worker_name if hand is not None and is_worked_on else ""
        is_incomplete = item.number in lacking
        row = row_of(item, on, name)
        rows.append(replace(row, hand=hand, worker=worker, is_incomplete=is_incomplete))
    return rows


def row_of(item: Item, on: date, name: str) -> ListedItem:
    """Return an item as a line of a list, with its next step and the working days left."""
    following = procedure_of(item.code).forward(item.status)
    verb = following.verb if following and following.duties else None
    left = days_left(item, on)
    return ListedItem(
        item=item,
        named=codes.table("items")[item.code].text,
        next_step=codes.table("item_verbs")[verb].text if verb else None,
        days_left=left,
        pace=pace_of(left),
        about=_about(item, name),
        number=_number(item),
    )


def _about(item: Item, name: str) -> Text | None:
    declared = catalogue().get(item.code)
    if name or declared is None:
        return Text(name, name) if name else None
    for kind in (Kind.FILE, Kind.MONTH):
        said = str(item.form.get(declared.field_of(kind) or "", ""))
        if said:
            return in_words(kind, said)
    return None


def _number(item: Item) -> str:
    declared = catalogue().get(item.code)
    is_person = declared is not None and declared.is_about_a_person
    return mask_ssn(item.subject) if item.subject and is_person else item.subject
