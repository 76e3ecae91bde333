"""Agencies 经办机构: the tree, one more, another name, one that closes."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.changes import AgencyEntry, add_agency, change_agency, close_agency
from tongchou.agency.models import Agency
from tongchou.agency.queries import agencies_found
from tongchou.channels.administration.access import administrator_of, for_administrators, page
from tongchou.channels.administration.forms import (
    agency_fields,
    filled,
    name_fields,
    typed_in,
)
from tongchou.channels.administration.lists import AGENCIES
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now, said
from tongchou.standards.refusal import Refusals
from tongchou.workflow.queries import open_items_of

ROWS = 100


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def show_agencies(request: HttpRequest) -> HttpResponseBase:
    """List the agencies as a tree, or those that a text finds."""
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('administration:agencies')}?list={state}")
    listed = request.GET.get("list", "")
    text = state_in(listed).get("text", "")
    found = AGENCIES.ordered(agencies_found(text, with_closed=True), state_in(listed))
    if file := exported(request, Whole(AGENCIES, found)):
        return file
    shown = CappedPaginator(found, ROWS).get_page(request.GET.get("page"))
    facts: dict[str, Any] = {"text": text, "listed": listed, "found": shown}
    table = Table(AGENCIES, list(shown), state_in(listed))
    tally = capped_text(shown.paginator.count)
    return page(request, "agencies.html", "agencies", tally=tally, table=table, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def add(request: HttpRequest) -> HttpResponse:
    """Add an agency."""
    typed = typed_in(request.POST)
    refusals: Refusals = ()
    if request.method == "POST":
        names = ("code", "name", "name_en", "division_code", "parent")
        level = typed.get("level", "")
        entry = AgencyEntry(
            **{name: typed.get(name, "") for name in names},
            level=int(level) if level.isdecimal() and len(level) == 1 else 0,
        )
        done = add_agency(entry, by=administrator_of(request), at=now())
        if isinstance(done, Agency):
            messages.success(request, said(request, "机构已新增", "The agency was added"))
            return redirect("administration:agency", done.code)
        refusals = done
    fields = filled(agency_fields(), typed, refusals)
    facts = {"fields": fields, "refusals": refusals}
    status = 422 if refusals else 200
    return page(request, "agency_add.html", "agencies", status=status, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def show_agency(request: HttpRequest, agency_code: str) -> HttpResponse:
    """Show an agency with who works there and what is below it; change how it is called."""
    agency = _agency(agency_code)
    typed = typed_in(request.POST)
    refusals: Refusals = ()
    if request.method == "POST":
        names = {name: typed.get(name, "") for name in ("name", "name_en")}
        done = change_agency(agency_code, **names, by=administrator_of(request), at=now())
        if isinstance(done, Agency):
            messages.success(request, said(request, "已保存", "Saved"))
            return redirect("administration:agency", agency_code)
        refusals = done
    return _shown(request, agency, filled(name_fields(agency), typed, refusals), refusals)


@require_POST
@for_administrators
@shows_nobody
def close(request: HttpRequest, agency_code: str) -> HttpResponse:
    """Close an agency, unless somebody works there or something is open."""
    agency = _agency(agency_code)
    items = open_items_of(agency_code)
    done = close_agency(agency_code, open_items=items, by=administrator_of(request), at=now())
    if isinstance(done, Agency):
        messages.success(request, said(request, "机构已关闭", "The agency is closed"))
        return redirect("administration:agency", agency_code)
    return _shown(request, agency, name_fields(agency), done)


def _agency(code: str) -> Agency:
    found = Agency.objects.select_related("parent").filter(code=code).first()
    if found is None:
        raise Http404
    return found


def _shown(request: HttpRequest, agency: Agency, fields: object, refusals: object) -> HttpResponse:
    return page(
        request,
        "agency.html",
        "agencies",
        status=422 if refusals else 200,
        agency=agency,
        clerks=agency.clerks.order_by("login")[:ROWS],
        below=agency.children.order_by("code")[:ROWS],
        fields=fields,
        refusals=refusals,
    )
