"""The matters of somebody outside the agency 我的事项: listed, and followed one by one.

The entrances of citizens and of employers show them alike; a `Face` says in which frame, and under
which addresses.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from tongchou.agency.door import signed_in
from tongchou.agency.models import Clerk, Kind
from tongchou.channels.front.due import days_left, pace_of, stands_still
from tongchou.channels.front.exports import exported
from tongchou.channels.front.fields import in_words, told_by
from tongchou.channels.front.figures import figures_of
from tongchou.channels.front.lists import Column, Listing, Whole, named
from tongchou.channels.front.lists import Kind as Cell
from tongchou.channels.front.lookups import Walls
from tongchou.channels.front.paging import part_of
from tongchou.channels.front.references import state_in
from tongchou.channels.front.seen import look_of, ssn_of
from tongchou.channels.front.verdicts import verdicts_of
from tongchou.channels.front.visit import today
from tongchou.registry.queries import names_of
from tongchou.standards import codes
from tongchou.standards.fields import Kind as FieldKind
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hindrances import hindrance_to, may_attach
from tongchou.workflow.models import Item, Step
from tongchou.workflow.outside import own_items, startable_by
from tongchou.workflow.paper_queries import paper_states

ROWS = 20
TOLD = ("return", "refuse", "withdraw")
"""The steps of which somebody outside reads the note: what was said to them, or by them."""


@dataclass(frozen=True)
class Face:
    """An entrance of people outside: the frame of its pages, and the name of its addresses.

    `home` is the page to which the list of matters leads back, where its frame does not. Within
    `walls` its forms look up; without any they look nothing up.
    """

    frame: str
    name: str
    home: str = ""
    walls: Walls | None = None

    def to(self, page: str, *args: str) -> str:
        """Return the address of one of its pages."""
        return reverse(f"{self.name}:{page}", args=args)

    def page(
        self, request: HttpRequest, template: str, *, status: int = 200, **facts: Any
    ) -> HttpResponse:
        """Render a page of own matters in the face's frame."""
        pages = ("matters", "matter", "start", "correct", "withdraw", "attach", "rows")
        addresses = {f"{page}_page": f"{self.name}:{page}" for page in pages}
        context = {"frame": self.frame, "section": "matters", "today": today()}
        find_page = self.walls.address if self.walls else ""
        context |= {"home_page": self.home, "find_page": find_page, **addresses}
        return render(request, f"look/own/{template}", context | facts, status=status)


@dataclass(frozen=True)
class OwnMatter:
    """One line of somebody's own matters: how it is called, about whom, and what is asked of them.

    `needs_hand` says that it waits for them, `days_left` how many working days the agency has.
    """

    item: Item
    named: Text
    about: Text | None
    needs_hand: bool
    days_left: int | None

    @property
    def pace(self) -> str:
        """How near its limit is."""
        return pace_of(self.days_left)

    @property
    def stands_still(self) -> bool:
        """Whether its limit stands still, since it was returned."""
        return stands_still(self.item)

    @property
    def is_timed(self) -> bool:
        """Whether a limit runs or stands still."""
        return self.days_left is not None or self.stands_still


MATTERS: Listing[OwnMatter] = Listing(
    "matters",
    Text("我的事项", "My matters"),
    (
        Column("matter", Text("事项", "Matter"), lambda row: row.named),
        Column("about", Text("对象", "About"), lambda row: row.about),
        Column("number", Text("编号", "Number"), lambda row: row.item.number, Cell.CODE),
        Column("handed_in", Text("提交时间", "Handed in"), lambda row: row.item.accepted_at,
               Cell.MOMENT),
        Column("status", Text("状态", "Status"),
               lambda row: named("statuses", row.item.status)),
        Column("due", Text("应办结日", "Due"), lambda row: row.item.due_on, Cell.DAY),
        Column("left", Text("剩余工作日", "Working days left"), lambda row: row.days_left,
               Cell.COUNT),
    ),
)  # fmt: skip
"""What is exported of somebody's own matters; the page draws them itself."""


def own_rows(user: Clerk, items: Iterable[Item]) -> list[OwnMatter]:
    """Return items as lines of somebody's own list."""
    kept = list(items)
    people = {item.subject for item in kept} if user.kind == Kind.EMPLOYER else set()
    names = names_of(people, province=settings.NODE_CODE)
    return [
        OwnMatter(
            item=item,
            named=codes.table("items")[item.code].text,
            about=_about(item, names.get(item.subject, item.subject_name)),
            needs_hand=hindrance_to(item, "submit", user) is None,
            days_left=days_left(item, today()),
        )
        for item in kept
    ]


def _about(item: Item, name: str) -> Text | None:
    declared = catalogue()[item.code]
    if name:
        return Text(name, name)
    for kind in (FieldKind.FILE, FieldKind.MONTH):
        told = str(item.form.get(declared.field_of(kind) or "", ""))
        if told:
            return in_words(kind, told)
    return None


def list_matters(request: HttpRequest, face: Face) -> HttpResponseBase:
    """List somebody's own matters, the newest first, and what they may start here."""
    user = signed_in(request)
    newest = own_items(user).order_by("-accepted_at", "-number")
    if file := exported(request, Whole(MATTERS, newest, partial(own_rows, user))):
        return file
    part = part_of(
        own_items(user),
        by=("accepted_at", "number"),
        size=ROWS,
        state=state_in(request.GET.get("list", "")),
        newest_first=True,
    )
    look_of(request).at(*map(ssn_of, part.rows))
    rows = own_rows(user, part.rows)
    return face.page(request, "list.html", rows=rows, part=part, startable=startable_by(user.kind))


def own_item(request: HttpRequest, number: str) -> Item:
    """Return an item of whoever is signed in; another's is answered as one that is not there."""
    item = own_items(signed_in(request)).filter(number=number).first()
    if item is None:
        raise Http404
    look_of(request).at(ssn_of(item), reason=item.number)
    return item


def show(request: HttpRequest, face: Face, number: str) -> HttpResponse:
    """Show where a matter stands, what was said to its sender, and what they may do."""
    return matter_page(request, face, own_item(request, number))


def matter_page(
    request: HttpRequest, face: Face, item: Item, refused: Refusals = ()
) -> HttpResponse:
    """Show one matter, with what was refused just now."""
    user, papers = signed_in(request), paper_states(item)
    steps: list[Step] = list(item.steps.order_by("id"))
    verdicts = verdicts_of(item)
    look_of(request).rows = verdicts.rows if verdicts else 0
    card = {"verdicts": verdicts, "figures": figures_of(item, catalogue()[item.code])}
    last = steps[-1] if steps else None
    return face.page(
        request,
        "matter.html",
        status=422 if refused else 200,
        refusals=refused,
        item=item,
        named=codes.table("items")[item.code],
        form=told_by(item.code, item.form),
        steps=[(step, step.note if step.verb in TOLD else None) for step in steps],
        asked_by=last if last and last.verb == "return" else None,
        papers=papers,
        may_attach=may_attach(item, papers, user),
        may_correct=hindrance_to(item, "submit", user) is None,
        may_withdraw=hindrance_to(item, "withdraw", user) is None,
        card=card,
    )
