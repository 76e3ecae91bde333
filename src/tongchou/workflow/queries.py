"""Reading items: an inbox, one item with its history, what happened to a person."""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import product
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.lookups import In

from tongchou.agency.models import Clerk, Level
from tongchou.agency.queries import stood_in_for
from tongchou.registry import queries as registry
from tongchou.standards import codes
from tongchou.standards.search import Search
from tongchou.storage.rows import Prepared, fetch
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.filters import (
    EVERY_ITEM,
    NOBODY,
    Filter,
    in_hand_of_others,
    narrowed,
    numbers_in_hand,
)
from tongchou.workflow.hindrances import has_duty
from tongchou.workflow.models import ENDED, OPEN, Hand, Item, LostFile, Status, Step
from tongchou.workflow.pages import Place, page
from tongchou.workflow.steps import START, Does, Transition, procedure_of

# Asked at every step of an item, so they are not put together anew each time.
_STEPS = """
SELECT item_id, verb, login, name, at, note, points::text FROM workflow_step
WHERE item_id = ANY(%(numbers)s) ORDER BY id
"""
_STEP_COLUMNS = ("item_id", "verb", "login", "name", "at", "note", "points")
_OPEN_ABOUT = Prepared("""
SELECT number FROM workflow_item
WHERE subject = %(subject)s AND code = %(code)s AND number <> %(besides)s
  AND NOT status = ANY(%(ended)s)
ORDER BY number
""")


@dataclass(frozen=True)
class FileLost:
    """An item of which the log tells effects, and of which papers are kept nowhere here.

    Form and steps, or with `has_row` the steps since the copy that this node was restored from.
    """

    number: str
    kinds: list[str]
    recorded_at: datetime
    has_row: bool

    def as_json(self) -> dict[str, Any]:
        """Return the item as JSON."""
        at = self.recorded_at.isoformat()
        return {"number": self.number, "kinds": self.kinds, "recorded_at": at}


_LOST = """
SELECT item_number, array_agg(DISTINCT kind ORDER BY kind), max(recorded_at),
       item.number IS NOT NULL
FROM events_event LEFT JOIN workflow_item AS item ON item.number = item_number
WHERE item_number LIKE %(own)s
  AND (item.number IS NULL
       OR kind = 'item_decided'
          AND recorded_at > (SELECT max(at) FROM workflow_step WHERE item_id = item.number)
       OR kind = 'item_files_added'
          AND recorded_at > (SELECT coalesce(max(at), '-infinity') FROM workflow_attachment
                             WHERE item_id = item.number))
GROUP BY item_number, item.number ORDER BY item_number
"""


def files_lost(node: str) -> list[FileLost]:
    """Return the items of this node of which only the log knows all: their papers are lost.

    Of some nothing is here, which must be entered again; of others the last steps are not: each
    step that the log tells of was taken at the moment of its event. The log tells of other nodes'
    items too, and of keys; their papers were never here.
    """
    return [FileLost(*row) for row in fetch(_LOST, own=f"{node}-________-%")]


def files_acknowledged() -> dict[str, str]:
    """Return of each lost file of which somebody took note who it was, when and why."""
    rows = LostFile.objects.values_list("number", "by", "at", "why")
    return {number: f"{by} {at:%Y-%m-%d}: {why}" for number, by, at, why in rows}


def items_in_scope(clerk: Clerk) -> QuerySet[Item]:
    """Return the items that a clerk may see."""
    if clerk.scope is None:
        return Item.objects.none()
    if clerk.scope == "":
        return Item.objects.all()
    return Item.objects.filter(division_code__startswith=clerk.scope)


def items_seen_by(clerk: Clerk) -> QuerySet[Item]:
    """Return the items that a clerk may look at: those in scope, and those taken in for others.

    For one item by its number; as a list it would be read through.
    """
    return items_in_scope(clerk) | items_taken_in(clerk) if clerk.scope else items_in_scope(clerk)


def items_taken_in(clerk: Clerk) -> QuerySet[Item]:
    """Return the items that the clerk's agency took in 代收 for the one that is competent."""
    return Item.objects.exclude(taken_in_by="").filter(taken_in_by=clerk.agency_id or "-")


def item_by(number: str) -> Item | None:
    """Return the item with this number, or None."""
    return Item.objects.filter(number=number).prefetch_related("steps").first()


def sees(clerk: Clerk, number: str) -> bool:
    """Whether a clerk may see the item with this number, if there is one."""
    return clerk.scope == "" or items_seen_by(clerk).filter(number=number).exists()


def read_histories(items: Iterable[Item]) -> None:
    """Read the steps of those items that came without."""
    without = [item for item in items if item.history is None]
    taken: dict[str, list[Step]] = {item.number: [] for item in without}
    for *row, points in fetch(_STEPS, numbers=list(taken)) if taken else ():
        step = Step.from_db("default", _STEP_COLUMNS, (*row, json.loads(points)))
        taken[step.item_id].append(step)
    for item in without:
        item.history = taken[item.number]


EVERYTHING = Search()


BY_DUE_DAY = frozenset({"mine", "own", "group", "overdue", "open"})
"""The inboxes that are sorted by the day on which an item is due; the others newest first."""


def inbox(
    clerk: Clerk,
    *,
    which: str = "mine",
    search: Search = EVERYTHING,
    on: date | None = None,
    wanted: Filter = EVERY_ITEM,
) -> QuerySet[Item]:
    """Return an inbox 待办: `mine`, `own`, `group`, `overdue`, `open`, `done` or `all`.

    `mine` is what this clerk can move: their `own`, which is in their hand or in that of whom
    they stand in for, and their `group`'s, which is in nobody's. `on` is the day: it says for whom
    they stand in, and is needed for what is `overdue`. What lies returned is not: its limit stands
    still. It is narrowed to what is `wanted`.
    """
    if which in {"mine", "group"} and wanted.hand == NOBODY:
        which, wanted = "group", replace(wanted, hand="")  # the same, asked once
    items = narrowed(items_in_scope(clerk), wanted)
    if which in {"mine", "own", "group"}:
        items = _to_be_moved_by(clerk, items, which, on)
    elif which == "overdue":
        running = [status for status in OPEN if status != Status.RETURNED]
        items = items.filter(status__in=running, due_on__lt=on)
    elif which == "open":
        items = items.filter(status__in=OPEN)
    elif which == "done":
        items = items.filter(status__in=ENDED)
    elif which == "taken_in":
        items = narrowed(items_taken_in(clerk), wanted)
    order = ("due_on",) if which in BY_DUE_DAY else ()
    return _looked_for(items, search).order_by(*order, "-accepted_at", "-number")


def _to_be_moved_by(
    clerk: Clerk, items: QuerySet[Item], which: str, on: date | None
) -> QuerySet[Item]:
    absent = stood_in_for(clerk.login, on=on) if on else []
    hands = [clerk.login, *(one.login for one in absent)]
    people = [clerk.person_code, *(one.person_code for one in absent)]
    movable = items.filter(_movable_by(clerk, people))
    if which == "own":
        return movable.filter(pk__in=numbers_in_hand(hands))
    return movable.filter(~Q(in_hand_of_others(hands if which == "mine" else ())))


def _looked_for(items: QuerySet[Item], search: Search) -> QuerySet[Item]:
    """Return those items for which a search looks: by their number, or by whom they are about.

    Whoever an item is about may not be registered yet: the name as it was handed in begins so.
    """
    if search.refusal:
        return items.none()
    if search.number:
        items = items.filter(subject=search.number)
    if search.item_number:
        items = items.filter(number__startswith=search.item_number)
    if search.last_four:
        items = items.filter(subject__endswith=search.last_four)
    if not search.name:
        return items
    known = registry.subjects_found(
        search.name, ending=search.last_four, province=settings.NODE_CODE
    )
    return items.filter(Q(subject__in=known) | Q(subject_name__startswith=search.name))


def _movable_by(clerk: Clerk, people: Iterable[str]) -> Q:
    """Items whose next step lies within a clerk's duties and is not for another person to take.

    A returned item goes back to the person who accepted it, or who stands in for them, or to whom
    outside it came from: `people` are the clerk and whoever they stand in for.
    """
    wanted = Q(pk__in=[])
    for (transition, apart, scheme), kinds in _transitions_open_to(clerk).items():
        movable = Q(code__in=kinds, scheme=scheme, status__in=transition.origins - {START})
        if apart:
            movable &= ~Q(_taken_by(clerk.person_code, apart))
        if transition.verb == "accept":
            mine_to_mend = Q(pk__in=[])
            for person in people:
                mine_to_mend |= Q(_taken_by(person, {"accept"}))
            movable &= Q(status=Status.SUBMITTED) | Q(sender="") & mine_to_mend
        if transition.is_for_level_above and clerk.agency and clerk.agency.level > Level.PROVINCE:
            movable &= Q(agency_level__gt=clerk.agency.level)
        wanted |= movable
    return wanted


def _transitions_open_to(
    clerk: Clerk,
) -> dict[tuple[Transition, frozenset[str], str], list[str]]:
    """Return what a clerk's duties let them take, each with the verbs that must be another's.

    Items of one scheme whose transitions are alike, but for their line, are put together.
    """
    found: dict[tuple[Transition, frozenset[str], str], list[str]] = defaultdict(list)
    items = codes.table("items")
    for code in catalogue():
        procedure = procedure_of(code)
        steps = [one for one in procedure.transitions if one.does != Does.STOP]
        schemes = items[code].facts["schemes"]
        for one, scheme in product(steps, schemes):
            if one.origins != {START} and has_duty(clerk, one, scheme):
                apart = procedure.apart_verbs - {one.verb} if one.is_apart else frozenset[str]()
                found[one.without_line(), apart, scheme].append(code)
    return found


def _taken_by(person_code: str, verbs: frozenset[str] | set[str]) -> In:
    """Whether a person is among those who took one of these steps of an item.

    Asked as EXISTS, the database would read all steps ever taken for a list of fifty items.
    """
    steps = Step.objects.filter(item=OuterRef("pk"), verb__in=sorted(verbs))
    return In(Value(person_code), steps.values("person_code"))


def open_items_about(subject: str, *, code: str, besides: str) -> tuple[str, ...]:
    """Return the numbers of the unfinished items of one kind about somebody, but for one."""
    found = fetch(_OPEN_ABOUT, subject=subject, code=code, besides=besides, ended=list(ENDED))
    return tuple(number for (number,) in found)


def items_about(subject: str) -> QuerySet[Item]:
    """Return the items about a person or an employer, newest first."""
    return Item.objects.filter(subject=subject).order_by("-accepted_at", "-number")


def reversals_of(number: str, *, besides: str = "") -> tuple[tuple[str, bool], ...]:
    """Return an item's reversals, but for those refused or withdrawn: number, is it completed."""
    found = Item.objects.filter(reverses=number).exclude(number=besides)
    found = found.exclude(status__in=(Status.REFUSED, Status.WITHDRAWN)).order_by("number")
    return tuple((item.number, item.status == Status.COMPLETED) for item in found)


def open_items_of(agency_code: str) -> list[str]:
    """Return the numbers of an agency's items that are not ended yet, the oldest first."""
    found = Item.objects.filter(agency_code=agency_code, status__in=OPEN).order_by("accepted_at")
    return list(found.values_list("number", flat=True))


NEAR = 20
"""So many of a list's items are looked at for the next one that nobody works on."""


def next_of(
    found: QuerySet[Item], before: Item | None, *, by_due_day: bool, login: str, at: datetime
) -> Item | None:
    """Return the item that follows another one in a list, passing over what others work on.

    Behind the last one comes the first; None where the list has no other.
    """
    place = Place.of(before) if before else None
    near = page(found, by_due_day=by_due_day, after=place, limit=NEAR)
    near += page(found, by_due_day=by_due_day, after=None, limit=NEAR) if place else []
    numbers = [item.number for item in near]
    kept_by_others = Hand.objects.filter(item__in=numbers, works_until__gt=at)
    busy = set(kept_by_others.exclude(worker__in=["", login]).values_list("item_id", flat=True))
    passed = busy | ({before.number} if before else set())
    return next((item for item in near if item.number not in passed), None)
