"""People: search by number or name, and one person's page; numbers are masked until asked for."""

from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from tongchou.agency.changes import note_access
from tongchou.agency.queries import looks_at
from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, scope_of, today
from tongchou.channels.clerk.inbox import rows_of
from tongchou.ledger.queries import account_movements
from tongchou.registry.dossier import dossier_of
from tongchou.registry.models import Person
from tongchou.registry.queries import people_like
from tongchou.standards.schemes import EMPLOYEES
from tongchou.workflow.queries import items_about, items_in_scope

ROWS = 50


@require_safe
@for_clerks
def show_people(request: HttpRequest) -> HttpResponse:
    """Search the people of the clerk's scope."""
    text = request.GET.get("text", "").strip()
    found = people_like(text, province=settings.NODE_CODE, divisions=[scope_of(request)])
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return page(request, "people.html", "people", text=text, found=shown)


def person_in_scope(request: HttpRequest, person_id: UUID) -> Person:
    """Return a person, if there is one and the clerk may see them."""
    known = Person.objects.filter(handle=person_id, province=settings.NODE_CODE).first()
    if known is None:
        raise Http404
    seen = people_like("", province=settings.NODE_CODE, divisions=[scope_of(request)])
    if not seen.filter(handle=person_id).exists():
        raise PermissionDenied
    return known


@require_safe
@for_clerks
def show_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show what this province holds of a person, and note that it was looked at."""
    person = person_in_scope(request, person_id)
    note_access(login=clerk_of(request).login, ssns=[person.ssn], what="person.page", at=now())
    movements = account_movements(person.ssn, province=settings.NODE_CODE)
    about = items_in_scope(clerk_of(request)) & items_about(person.ssn)
    return page(
        request,
        "person.html",
        "people",
        person=person,
        dossier=dossier_of(person.ssn, movements, scheme=EMPLOYEES),
        movements=movements,
        rows=rows_of(about[:ROWS], today()),
        looks=looks_at(person.ssn)[:10],
    )


@require_POST
@for_clerks
def reveal_number(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's full number, and note who asked."""
    person = person_in_scope(request, person_id)
    note_access(login=clerk_of(request).login, ssns=[person.ssn], what="person.number", at=now())
    return page(request, "number.html", "people", number=person.ssn)
