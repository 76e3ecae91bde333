"""An employer's own pages: what is due and what came, its people in force, its matters."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.employer.access import for_employers, own_employer, page, user_of
from tongchou.channels.employer.lists import MONTHS, PEOPLE
from tongchou.channels.employer.queries import months_of, people_in_force, people_sought
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.own_matters import own_rows
from tongchou.channels.front.paging import capped_count, capped_text, part_of
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.searching import search_by
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people, ssn_of
from tongchou.workflow.models import OPEN
from tongchou.workflow.outside import own_items, startable_by

ROWS = 50
MONTHS_AT_HOME, MONTHS_MAX, MATTERS_AT_HOME = 6, 240, 5
BY_NUMBER = ("ssn", "from_month")


@require_safe
@for_employers
@shows_people("employer.home")
def home(request: HttpRequest) -> HttpResponse:
    """Show the last months, how many people are in force, and the matters that are open."""
    employer, user = own_employer(request), user_of(request)
    facts: dict[str, Any] = {"startable": startable_by(user.kind), "matter_page": "employer:matter"}
    if employer is not None:
        items = own_items(user).filter(status__in=OPEN).order_by("-accepted_at", "-number")
        items = items[:MATTERS_AT_HOME]
        look_of(request).at(*map(ssn_of, items))
        people = people_in_force(employer)
        facts |= {
            "months": Table(MONTHS, months_of(employer, limit=MONTHS_AT_HOME), is_exported=False),
            "people": capped_text(capped_count(people)),
            "rows": own_rows(user, items),
        }
    return page(request, "home.html", "home", employer=employer, **facts)


@require_safe
@for_employers
@shows_nobody
def months(request: HttpRequest) -> HttpResponseBase:
    """Show what was due and what came, month by month."""
    employer = own_employer(request)
    found = months_of(employer, limit=MONTHS_MAX) if employer else []
    file = exported(request, Whole(MONTHS, found))
    table = Table(MONTHS, found)
    return file or page(request, "months.html", "months", employer=employer, months=table)


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_people("employer.people")
def people(request: HttpRequest) -> HttpResponseBase:
    """List the employer's people in force, or those for whom it looks."""
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('employer:people')}?list={state}")
    employer, state_now = own_employer(request), state_in(request.GET.get("list", ""))
    text = state_now.get("text", "")
    search = search_by(request, text)
    part = table = None
    if employer is not None:
        found = people_sought(employer, search)
        if file := exported(request, Whole(PEOPLE, found.order_by(*BY_NUMBER))):
            return file
        part = part_of(found, by=BY_NUMBER, size=ROWS, state=state_now)
        table = Table(PEOPLE, part.rows, state_now)
        look_of(request).at(*(row.ssn for row in part.rows))
    return page(
        request,
        "people.html",
        "people",
        employer=employer,
        part=part,
        table=table,
        text=text,
        refusal=search.refusal,
    )
