"""The inbox: what waits for this clerk and their group, what is late, under way, or done."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.agency.duties import ADMINISTRATION
from tongchou.agency.models import Clerk, Kind
from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, today
from tongchou.channels.clerk.listed import rows_of
from tongchou.channels.clerk.lists import ITEMS
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.paging import capped_count, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.searching import search_by
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.registry.queries import employers_found
from tongchou.standards import codes
from tongchou.standards.search import Search, search_of
from tongchou.standards.text import Text
from tongchou.sync.epoch_queries import waiting_to_be_accepted
from tongchou.workflow import queries
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.filters import NOBODY, Filter
from tongchou.workflow.hindrances import hindrance_to_record
from tongchou.workflow.models import Item
from tongchou.workflow.pages import Place
from tongchou.workflow.pages import page as page_of_items
from tongchou.workflow.queries import BY_DUE_DAY, next_of

ROWS = 50
COLLEAGUES_MAX = 200
TABS = {
    "mine": Text("我的待办", "For me"),
    "own": Text("在我手上", "In my hand"),
    "group": Text("组内待领", "The group's"),
    "overdue": Text("已超期", "Overdue"),
    "open": Text("全部在办", "All open"),
    "done": Text("已办结", "Done"),
    "taken_in": Text("代收", "Taken in"),
}
CHOICES = {
    "item": Text("事项", "Matter"),
    "line": Text("业务类别", "Line of business"),
    "status": Text("状态", "Status"),
    "step": Text("下一步", "Next step"),
    "hand": Text("经办人", "In whose hand"),
}
STEPS = ("accept", "review", "approve", "authorise")
"""The next steps that a list may be narrowed to."""


@dataclass(frozen=True)
class Wanted:
    """A list of items as somebody wants it: its tab, what it is narrowed to, a text looked for.

    A reference remembers all of it, so that whoever opens an item comes to the next of the list.
    """

    which: str = "mine"
    item: str = ""
    line: str = ""
    status: str = ""
    step: str = ""
    hand: str = ""
    employer: str = ""
    text: str = ""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """Return what an address or a reference asks for; an unknown tab is the first one."""
        told = {one.name: asked.get(one.name, "").strip() for one in fields(cls)}
        told["which"] = told["which"] if told["which"] in TABS else "mine"
        return cls(**told)

    @property
    def said(self) -> dict[str, str]:
        """What is asked for, without what is left open."""
        return {one.name: value for one in fields(self) if (value := getattr(self, one.name))}

    @property
    def reference(self) -> str:
        """The reference that stands for the list in an address."""
        return state_reference(**self.said)

    @property
    def is_narrowed(self) -> bool:
        """Whether it is narrowed to more than its tab."""
        return bool(self.said.keys() - {"which", "text"})

    @property
    def is_by_due_day(self) -> bool:
        """Whether what is due first stands first."""
        return self.which in BY_DUE_DAY

    def items(self, clerk: Clerk, search: Search) -> QuerySet[Item]:
        """Return the items that are wanted, of those that a clerk may see."""
        employers = None
        if self.employer:
            within = {"province": settings.NODE_CODE, "division": clerk.insured_scope or ""}
            hits = employers_found(self.employer, **within).rows
            employers = [self.employer.upper(), *(hit.credit_code for hit in hits)]
        wanted = Filter(self.item, self.line, self.status, self.step, self.hand, employers)
        on = today()
        return queries.inbox(clerk, which=self.which, search=search, on=on, wanted=wanted)


def wanted_in(request: HttpRequest) -> tuple[Wanted, dict[str, str]]:
    """Return the list that an address asks for, and all that its reference remembers."""
    state = state_in(request.GET.get("list", ""))
    return Wanted.of({**state, **request.GET.dict()}), state


def items_asked(clerk: Clerk, asked: QueryDict) -> QuerySet[Item]:
    """Return the items that the inbox lists where its address asks for this.

    What is searched for was noted when the inbox listed it.
    """
    wanted = Wanted.of(
        {**state_in(asked.get("list", "")), **{name: str(asked[name]) for name in asked}}
    )
    return wanted.items(clerk, search_of(wanted.text))


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_people("inbox")
def show_inbox(request: HttpRequest) -> HttpResponseBase:
    """Show the inbox, one tab at a time, narrowed and searched as it is asked for."""
    if request.method == "POST":
        asked = request.POST.dict()
        wanted = Wanted.of({**state_in(asked.get("list", "")), **asked})
        return redirect(f"{reverse('clerk:inbox')}?list={wanted.reference}")
    wanted, state = wanted_in(request)
    search = search_by(request, wanted.text)
    found = wanted.items(clerk_of(request), search)
    if file := exported(request, Whole(ITEMS, found, partial(rows_of, on=today()))):
        return file
    after = _place_in(state)
    items = page_of_items(found, by_due_day=wanted.is_by_due_day, after=after, limit=ROWS + 1)
    shown, count = items[:ROWS], capped_count(found)
    look_of(request).at(*(ssn_of(item) for item in shown))
    following = _state_behind(wanted, shown[-1]) if len(items) > ROWS else ""
    is_plain = wanted.which == "mine" and not wanted.text and not wanted.is_narrowed
    return page(
        request,
        "inbox.html",
        "inbox",
        tabs=list(TABS.items()),
        tally=capped_text(count),
        which=wanted.which,
        wanted=wanted,
        text=wanted.text,
        refusal=search.refusal,
        listed=wanted.reference,
        following=following,
        is_first=after is None,
        rows=rows_of(shown, today(), at=now()),
        choices=_choices(clerk_of(request), wanted),
        halt=hindrance_to_record(),
        epochs=waiting_to_be_accepted(),
        **({"waiting": count} if is_plain else {}),
    )


@require_safe
@for_clerks
@shows_people("inbox.next")
def next_item(request: HttpRequest) -> HttpResponse:
    """Lead to the item that follows in a list; to the list where none does."""
    wanted, _ = wanted_in(request)
    search = search_by(request, wanted.text)
    clerk = clerk_of(request)
    found = wanted.items(clerk, search)
    before = queries.items_in_scope(clerk).filter(pk=request.GET.get("after", "")).first()
    following = next_of(found, before, by_due_day=wanted.is_by_due_day, login=clerk.login, at=now())
    if following is None:
        messages.success(
            request, said(request, "这个清单没有下一件。", "No other item is in this list.")
        )
        return redirect(f"{reverse('clerk:inbox')}?list={wanted.reference}")
    return redirect(f"{reverse('clerk:item', args=[following.number])}?list={wanted.reference}")


def _place_in(state: Mapping[str, str]) -> Place | None:
    """Return the place behind which a page begins, as its reference says."""
    return Place.read(state.get("due_on") or None, state.get("at", ""), state.get("number", ""))


def _state_behind(wanted: Wanted, item: Item) -> str:
    """Return the reference of the page that begins behind an item."""
    due_on, at, number = Place.of(item).words()
    return state_reference(**wanted.said, due_on=due_on or "", at=at, number=number)


@dataclass(frozen=True)
class Choice:
    """What a list may be narrowed to in one respect, and what was chosen."""

    name: str
    title: Text
    options: list[tuple[str, Text]]
    chosen: str


def _choices(clerk: Clerk, wanted: Wanted) -> list[Choice]:
    """Return what a list may be narrowed to."""
    kinds, verbs = codes.table("items"), codes.table("item_verbs")
    lines = {kinds[code].facts["line"] for code in catalogue()}
    colleagues = Clerk.objects.filter(
        agency=clerk.agency_id, is_active=True, kind=Kind.CLERK
    ).exclude(duties__overlap=list(ADMINISTRATION))
    hands = [
        (one.login, Text(one.name, one.name))
        for one in colleagues.order_by("name", "login")[:COLLEAGUES_MAX]
    ]
    listed = {
        "item": [(code, kinds[code].text) for code in catalogue()],
        "line": [(code, one.text) for code, one in codes.table("lines").items() if code in lines],
        "status": [(code, one.text) for code, one in codes.table("statuses").items()],
        "step": [(verb, verbs[verb].text) for verb in STEPS],
        "hand": [(NOBODY, Text("无人经办", "Nobody's")), *hands],
    }
    return [
        Choice(name, CHOICES[name], options, getattr(wanted, name))
        for name, options in listed.items()
    ]
