"""The inbox: what waits for this clerk, what is under way, what is done."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongchou.agency.models import Clerk
from tongchou.channels.clerk.access import clerk_of, for_clerks, page, today
from tongchou.channels.clerk.lists import ITEMS
from tongchou.channels.front.exports import exported
from tongchou.channels.front.fields import in_words
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.searching import search_by
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.registry.queries import names_of
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.identity import mask_ssn
from tongchou.standards.search import Search, search_of
from tongchou.standards.text import Text
from tongchou.sync.epoch_queries import waiting_to_be_accepted
from tongchou.workflow import queries
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hindrances import hindrance_to_record
from tongchou.workflow.models import Item
from tongchou.workflow.paper_queries import incomplete
from tongchou.workflow.steps import procedure_of

ROWS = 50
NEAR_DAYS = 3
TABS = {
    "mine": Text("我的待办", "For me"),
    "review": Text("待复核", "To review"),
    "approve": Text("待审批", "To approve"),
    "open": Text("全部在办", "All open"),
    "done": Text("已办结", "Done"),
    "taken_in": Text("代收", "Taken in"),
}
STEPS = ("review", "approve")
"""The tabs that list what waits for a step."""


@dataclass(frozen=True)
class ListedItem:
    """One line of the inbox."""

    item: Item
    named: Text
    next_step: Text | None
    days_left: int | None
    pace: str
    about: Text | None
    """The name of whom it is about, or else its file or its month."""
    number: str
    """The number of whom it is about, masked where that is a person."""
    is_incomplete: bool = False
    """Whether a paper is missing without which it cannot be approved."""


def items_of(clerk: Clerk, which: str, search: Search) -> QuerySet[Item]:
    """Return the items of one tab for which a search looks."""
    if which in STEPS:
        return queries.inbox(clerk, which="open", search=search).filter(_waiting_for(which))
    return queries.inbox(clerk, which=which, search=search)


def items_asked(clerk: Clerk, asked: QueryDict) -> QuerySet[Item]:
    """Return the items that the inbox lists where its address asks for this.

    What is searched for was noted when the inbox listed it.
    """
    which = asked.get("which", "mine")
    search = search_of(state_in(asked.get("list", "")).get("text", ""))
    return items_of(clerk, which if which in TABS else "mine", search)


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


def rows_of(items: Iterable[Item], on: date) -> list[ListedItem]:
    """Return items as lines of a list, with the names under which people are registered."""
    kept = list(items)
    names = names_of({item.subject for item in kept}, province=settings.NODE_CODE)
    lacking = incomplete(kept)
    return [
        replace(
            row_of(item, on, names.get(item.subject, item.subject_name)),
            is_incomplete=item.number in lacking,
        )
        for item in kept
    ]


def row_of(item: Item, on: date, name: str) -> ListedItem:
    """Return an item as a line of the inbox, with its next step and the days left."""
    following = procedure_of(item.code).forward(item.status)
    verb = following.verb if following and following.duties else None
    is_running = item.due_on is not None and item.completed_at is None
    left = (item.due_on - on).days if is_running and item.due_on else None
    return ListedItem(
        item=item,
        named=codes.table("items")[item.code].text,
        next_step=codes.table("item_verbs")[verb].text if verb else None,
        days_left=left,
        pace=_pace(left),
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


def _pace(days_left: int | None) -> str:
    if days_left is None:
        return ""
    if days_left < 0:
        return "over"
    return "near" if days_left <= NEAR_DAYS else "calm"


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_people("inbox")
def show_inbox(request: HttpRequest) -> HttpResponseBase:
    """Show the inbox, one tab at a time, searched where something is searched for."""
    clerk = clerk_of(request)
    asked = request.POST if request.method == "POST" else request.GET
    which = asked.get("which", "mine")
    which = which if which in TABS else "mine"
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('clerk:inbox')}?which={which}&list={state}")
    listed = request.GET.get("list", "")
    text = state_in(listed).get("text", "")
    search = search_by(request, text)
    wanted = items_of(clerk, which, search)
    if file := exported(request, Whole(ITEMS, wanted, partial(rows_of, on=today()))):
        return file
    found = CappedPaginator(wanted, ROWS).get_page(request.GET.get("page"))
    look_of(request).at(*(ssn_of(item) for item in found))
    tally = capped_text(found.paginator.count)
    tabs = [(name, title, tally if name == which else "") for name, title in TABS.items()]
    counted = {"waiting": found.paginator.count} if which == "mine" and not text else {}
    return page(
        request,
        "inbox.html",
        "inbox",
        tabs=tabs,
        which=which,
        text=text,
        refusal=search.refusal,
        listed=listed,
        found=found,
        rows=rows_of(found, today()),
        halt=hindrance_to_record(),
        epochs=waiting_to_be_accepted(),
        **counted,
    )
