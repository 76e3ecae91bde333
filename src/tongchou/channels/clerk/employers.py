"""Employers: who they are, what each owes month by month, and whom it insures."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, page, scope_of, today
from tongchou.channels.clerk.listed import rows_of
from tongchou.channels.clerk.lists import DUES, EMPLOYERS, INSURED
from tongchou.channels.clerk.offers import starts_with
from tongchou.channels.clerk.queries import assessments_of, people_of
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.registry.queries import employer_of, employers_found, employers_in
from tongchou.workflow.queries import items_about, items_in_scope

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_nobody
def show_employers(request: HttpRequest) -> HttpResponseBase:
    """List the employers of the clerk's scope."""
    if request.method == "POST":
        asked = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('clerk:employers')}?list={asked}")
    listed = request.GET.get("list", "")
    state = state_in(listed)
    text = state.get("text", "")
    if text:
        hits = employers_found(text, province=settings.NODE_CODE, division=scope_of(request))
        table = Table(EMPLOYERS, hits.rows, is_sorted=False)
        facts: dict[str, Any] = {"text": text, "tally": hits.tally, "hits": hits, "table": table}
        file = exported(request, Whole(EMPLOYERS, hits.rows))
        return file or page(request, "employers.html", "employers", **facts)
    among = employers_in(province=settings.NODE_CODE, divisions=[scope_of(request)])
    found = EMPLOYERS.ordered(among, state)
    if file := exported(request, Whole(EMPLOYERS, found)):
        return file
    shown = CappedPaginator(found, ROWS).get_page(request.GET.get("page"))
    tally, table = capped_text(shown.paginator.count), Table(EMPLOYERS, list(shown), state)
    return page(
        request, "employers.html", "employers", table=table, tally=tally, found=shown, listed=listed
    )


@require_safe
@for_clerks
@shows_people("employer.page")
def show_employer(request: HttpRequest, credit_code: str) -> HttpResponseBase:
    """Show an employer: what it owes month by month, and whom it insures."""
    employer = employer_of(credit_code, province=settings.NODE_CODE)
    if employer is None or not employer.division_code.startswith(scope_of(request)):
        raise Http404
    dues, insured = assessments_of(employer), people_of(employer)
    if file := exported(request, Whole(DUES, dues), Whole(INSURED, insured)):
        return file
    people = Paginator(insured, ROWS).get_page(request.GET.get("page"))
    look_of(request).at(*(enrolment.ssn for enrolment in people))
    clerk = clerk_of(request)
    rows = rows_of((items_in_scope(clerk) & items_about(credit_code))[:ROWS], today())
    return page(
        request,
        "employer.html",
        "employers",
        employer=employer,
        dues=Table(DUES, dues),
        insured=Table(INSURED, list(people)),
        people=people,
        starts=starts_with(employer, clerk),
        rows=[row for row in rows if row.item.completed_at],
        open_rows=[row for row in rows if not row.item.completed_at],
    )
