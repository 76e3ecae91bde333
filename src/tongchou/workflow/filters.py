"""What a list of items is narrowed to: kind, line, state, next step, hand, employer."""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import chain

from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.lookups import In

from tongchou.standards import codes
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.models import OPEN, Hand, Item
from tongchou.workflow.steps import procedure_of

NOBODY = "-"
"""The hand of what lies with the group."""

IN_HAND_MAX = 2_000
"""So many items of one hand are listed; nobody has more to do."""


@dataclass(frozen=True)
class Filter:
    """What is wanted of a list; '' is everything. All that is said must hold.

    `item`, `line`, `status` and `step` are codes of their tables, `step` the one that comes next;
    `hand` is a login, or `NOBODY`. `employers` are credit codes: items about one of them, or
    about a person of theirs; None for all.
    """

    item: str = ""
    line: str = ""
    status: str = ""
    step: str = ""
    hand: str = ""
    employers: Collection[str] | None = None


EVERY_ITEM = Filter()


def narrowed(items: QuerySet[Item], wanted: Filter) -> QuerySet[Item]:
    """Return those of some items that are wanted."""
    if wanted.item:
        items = items.filter(code=wanted.item)
    if wanted.line:
        items = items.filter(code__in=kinds_of(wanted.line))
    if wanted.status:
        items = items.filter(status=wanted.status)
    if wanted.step:
        items = items.filter(_waiting_for(wanted.step), status__in=OPEN)
    if wanted.hand == NOBODY:
        items = items.filter(~Q(in_hand_of_others(())))
    elif wanted.hand:
        items = items.filter(pk__in=numbers_in_hand([wanted.hand]))
    if wanted.employers is not None:
        named = list(wanted.employers)
        items = items.alias(employer=KT("form__credit_code"))
        items = items.filter(Q(employer__in=named) | Q(subject__in=named))
    return items


def kinds_of(line: str) -> list[str]:
    """Return the kinds of items of a line of business that are handled here."""
    table = codes.table("items")
    return [code for code in catalogue() if table[code].facts["line"] == line]


def numbers_in_hand(logins: Collection[str]) -> list[str]:
    """Return the numbers of the items in the hands of some clerks."""
    held = Hand.objects.filter(login__in=list(logins)).exclude(login="")
    return list(held.order_by("login", "item").values_list("item_id", flat=True)[:IN_HAND_MAX])


def in_hand_of_others(logins: Collection[str]) -> In:
    """Whether an item is in somebody's hand who is none of these.

    Asked so, the database looks it up for each item that it lists; as EXISTS it may read all.
    """
    held = Hand.objects.filter(item=OuterRef("pk")).exclude(login__in=["", *logins])
    return In(Value(1), held.annotate(one=Value(1)).values("one"))


def _waiting_for(verb: str) -> Q:
    """Return the items for which a step comes next, each as its own procedure has it."""
    codes_by_states: dict[frozenset[str], list[str]] = {}
    for code in catalogue():
        taken = [one for one in procedure_of(code).transitions if one.verb == verb]
        states = frozenset(chain.from_iterable(one.origins for one in taken))
        codes_by_states.setdefault(states, []).append(code)
    waiting = Q(pk__in=[])
    for states, kinds in codes_by_states.items():
        waiting |= Q(code__in=kinds, status__in=states)
    return waiting
