"""Employers and payment rolls: who owes what, and what was paid out."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, page, scope_of, today
from tongchou.channels.clerk.listed import rows_of
from tongchou.channels.clerk.offers import starts_with
from tongchou.channels.clerk.queries import assessments_of, people_of
from tongchou.channels.front.figures import cells_of
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.registry.queries import employer_of, employers_found, employers_in
from tongchou.standards import codes
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.item import Panel
from tongchou.workflow.queries import items_about, items_in_scope

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_nobody
def show_employers(request: HttpRequest) -> HttpResponse:
    """List the employers of the clerk's scope."""
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('clerk:employers')}?list={state}")
    text = state_in(request.GET.get("list", "")).get("text", "")
    if text:
        hits = employers_found(text, province=settings.NODE_CODE, division=scope_of(request))
        return page(
            request,
            "employers.html",
            "employers",
            text=text,
            rows=hits.rows,
            tally=hits.tally,
            hits=hits,
        )
    found = employers_in(province=settings.NODE_CODE, divisions=[scope_of(request)])
    shown = CappedPaginator(found, ROWS).get_page(request.GET.get("page"))
    tally = capped_text(shown.paginator.count)
    return page(request, "employers.html", "employers", rows=shown, tally=tally, found=shown)


@require_safe
@for_clerks
@shows_people("employer.page")
def show_employer(request: HttpRequest, credit_code: str) -> HttpResponse:
    """Show an employer: what it owes month by month, and whom it insures."""
    employer = employer_of(credit_code, province=settings.NODE_CODE)
    if employer is None or not employer.division_code.startswith(scope_of(request)):
        raise Http404
    people = Paginator(people_of(employer), ROWS).get_page(request.GET.get("page"))
    look_of(request).at(*(enrolment.ssn for enrolment in people))
    clerk = clerk_of(request)
    rows = rows_of((items_in_scope(clerk) & items_about(credit_code))[:ROWS], today())
    return page(
        request,
        "employer.html",
        "employers",
        employer=employer,
        assessments=assessments_of(employer),
        people=people,
        starts=starts_with(employer, clerk),
        rows=[row for row in rows if row.item.completed_at],
        open_rows=[row for row in rows if not row.item.completed_at],
    )


@require_safe
@for_clerks
@shows_nobody
def show_rolls(request: HttpRequest) -> HttpResponse:
    """List the payment rolls 发放名册 of the clerk's scope, by the item that draws them up."""
    paying = [item for item in catalogue().values() if Panel.PAYMENTS in item.panels]
    found = items_in_scope(clerk_of(request)).order_by("-accepted_at")
    rolls = [
        (
            codes.table("items")[declared.code],
            [figure.title for figure in declared.figures],
            [
                (row, cells_of(row.item, declared))
                for row in rows_of(found.filter(_of_kind(declared))[:ROWS], today())
            ],
        )
        for declared in paying
    ]
    return page(request, "rolls.html", "rolls", rolls=rolls)


def _of_kind(declared: AnyItem) -> Q:
    """Return the condition for the items of a kind; those about nobody have an index by it."""
    about = Q() if declared.subject_field else Q(subject="")
    return about & Q(code=declared.code)
