"""What a clerk looks up in a form: people and employers of the scope."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tongchou.channels.clerk.access import FIND_PAGE, for_clerks, scope_of
from tongchou.channels.front.lookups import Walls, answered
from tongchou.channels.front.seen import shows_people
from tongchou.registry.models import Employer, Person
from tongchou.registry.queries import Hits, employer_of, employers_found, people_found, people_in
from tongchou.standards.search import Search


def _people(request: HttpRequest, search: Search) -> Hits[Person]:
    return people_found(search, province=settings.NODE_CODE, division=scope_of(request))


def _person(request: HttpRequest, handle: UUID) -> Person | None:
    within = people_in(scope_of(request), province=settings.NODE_CODE)
    return within.filter(handle=handle).first()


def _employers(request: HttpRequest, text: str) -> Hits[Employer]:
    return employers_found(text, province=settings.NODE_CODE, division=scope_of(request))


def _employer(request: HttpRequest, code: str) -> Employer | None:
    employer = employer_of(code, province=settings.NODE_CODE)
    is_within = employer is not None and employer.division_code.startswith(scope_of(request))
    return employer if is_within else None


WALLS = Walls(FIND_PAGE, _people, _person, _employers, _employer)
"""Within the scope of the clerk's agency."""


@require_POST
@for_clerks
@shows_people("form.find")
def find(request: HttpRequest, sought: str) -> HttpResponse:
    """Answer a look-up from a form."""
    return answered(request, WALLS, sought)
