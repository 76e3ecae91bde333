"""People: search by number or name, and one person's page; numbers are masked until asked for."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongchou.agency.queries import looks_at
from tongchou.channels.clerk.access import clerk_of, for_clerks, page, scope_of
from tongchou.channels.clerk.listed import rows_of
from tongchou.channels.clerk.lists import PEOPLE
from tongchou.channels.clerk.offers import starts_about
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.movements import MOVEMENTS
from tongchou.channels.front.paging import part_of
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.searching import search_by
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import today
from tongchou.ledger.queries import account_movements
from tongchou.registry.dossier import dossier_of
from tongchou.registry.models import Person
from tongchou.registry.queries import Hits, people_found, people_in, standing_of
from tongchou.standards.schemes import EMPLOYEES
from tongchou.workflow.queries import items_about, items_in_scope

ROWS = 50
BY_SOUND = ("name_key", "ssn")
"""The order of the list without a search; what a search finds stands by how well it fits."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_people("people.list")
def show_people(request: HttpRequest) -> HttpResponseBase:
    """Search the people of the clerk's scope; what was typed stands in no address."""
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('clerk:people')}?list={state}")
    state_now = state_in(request.GET.get("list", ""))
    text = state_now.get("text", "")
    search = search_by(request, text)
    within = {"province": settings.NODE_CODE, "division": scope_of(request)}
    if text:
        part = None
        hits = people_found(search, **within)
        file = exported(request, Whole(PEOPLE, hits.rows))
    else:
        everybody = people_in(**within)
        file = exported(request, Whole(PEOPLE, PEOPLE.ordered(everybody, state_now)))
        is_falling = PEOPLE.order_in(state_now).startswith("-")
        part = part_of(everybody, by=BY_SOUND, size=ROWS, state=state_now, newest_first=is_falling)
        hits = Hits(part.rows, is_all=part.is_whole)
    if file:
        return file
    look_of(request).at(*(person.ssn for person in hits.rows))
    return page(
        request,
        "people.html",
        "people",
        text=text,
        refusal=search.refusal,
        hits=hits,
        part=part,
        table=Table(PEOPLE, hits.rows, state_now, is_sorted=part is not None),
    )


def person_in_scope(request: HttpRequest, person_id: UUID) -> Person:
    """Return a person; whoever is unknown and whoever lies outside the scope are answered alike."""
    within = people_in(scope_of(request), province=settings.NODE_CODE)
    found = within.filter(handle=person_id).first()
    if found is None:
        look_of(request).through(str(person_id))
        raise Http404
    look_of(request).at(found.ssn)
    return found


@require_safe
@for_clerks
@shows_people("person.page")
def show_person(request: HttpRequest, person_id: UUID) -> HttpResponseBase:
    """Show what this province holds of a person."""
    person = person_in_scope(request, person_id)
    movements = account_movements(person.ssn, province=settings.NODE_CODE)
    if file := exported(request, Whole(MOVEMENTS, movements)):
        return file
    clerk = clerk_of(request)
    about = items_in_scope(clerk) & items_about(person.ssn)
    rows = rows_of(about[:ROWS], today())
    standing = standing_of(person.ssn, province=settings.NODE_CODE, scheme=EMPLOYEES)
    return page(
        request,
        "person.html",
        "people",
        person=person,
        dossier=dossier_of(person.ssn, movements, scheme=EMPLOYEES),
        movements=movements,
        rows=[row for row in rows if row.item.completed_at],
        open_rows=[row for row in rows if not row.item.completed_at],
        looks=looks_at(person.ssn)[:10],
        starts=starts_about(person, standing, clerk),
    )


@require_POST
@for_clerks
@shows_people("person.number")
def reveal_number(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's full number."""
    return page(request, "number.html", "people", number=person_in_scope(request, person_id).ssn)
