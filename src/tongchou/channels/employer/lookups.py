"""What an employer's user looks up in a form: the employer's own people in force."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from tongchou.channels.employer.access import for_employers, own_employer
from tongchou.channels.employer.queries import people_in_force, people_sought
from tongchou.channels.front.lookups import FOUND_MAX, Walls, answered
from tongchou.channels.front.seen import shows_people
from tongchou.registry.models import Employer, Person
from tongchou.registry.queries import Hits
from tongchou.standards.search import Search


def _people(request: HttpRequest, search: Search) -> Hits[Person]:
    employer = own_employer(request)
    if employer is None:
        return Hits([])
    numbers = people_sought(employer, search).order_by("ssn").values_list("ssn", flat=True)
    some = list(numbers[: FOUND_MAX + 1])
    return Hits(_persons(employer, some), is_all=len(some) <= FOUND_MAX)


def _persons(employer: Employer, ssns: list[str]) -> list[Person]:
    return list(Person.objects.filter(province=employer.province, ssn__in=ssns).order_by("ssn"))


def _person(request: HttpRequest, handle: UUID) -> Person | None:
    employer = own_employer(request)
    if employer is None:
        return None
    person = Person.objects.filter(province=employer.province, handle=handle).first()
    if person is None or not people_in_force(employer).filter(ssn=person.ssn).exists():
        return None
    return person


def _no_others(request: HttpRequest, text: str) -> Hits[Employer]:
    del request, text
    return Hits([])


def _own(request: HttpRequest, code: str) -> Employer | None:
    employer = own_employer(request)
    return employer if employer is not None and employer.credit_code == code else None


WALLS = Walls("employer:find", _people, _person, _no_others, _own)
"""Within the employer itself."""


@require_POST
@for_employers
@shows_people("employer.find")
def find(request: HttpRequest, sought: str) -> HttpResponse:
    """Answer a look-up from a form."""
    return answered(request, WALLS, sought)
