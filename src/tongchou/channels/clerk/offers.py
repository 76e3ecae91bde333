"""What may be started from the page of a person or an employer, with the form filled in."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from tongchou.agency.models import Clerk
from tongchou.registry.models import Employer, Person
from tongchou.registry.queries import Standing
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.hindrances import hindrance_to_start, scheme_of

EMPLOYER_FIELD = "credit_code"


@dataclass(frozen=True)
class Start:
    """A matter that may be started from here: how it is called, and the address of its form."""

    text: Text
    url: str


def starts_about(person: Person, standing: Standing, clerk: Clerk) -> list[Start]:
    """Return what this clerk may start about a person who stands so."""
    asked = {"person": str(person.handle)}
    return [
        _start(declared, asked)
        for declared in _startable(clerk)
        if declared.field_of(Kind.PERSON)
        and (declared.offered is None or declared.offered(standing) is not None)
    ]


def starts_with(employer: Employer, clerk: Clerk) -> list[Start]:
    """Return what this clerk may start with an employer."""
    asked = {EMPLOYER_FIELD: employer.credit_code}
    return [
        _start(declared, asked)
        for declared in _startable(clerk)
        if EMPLOYER_FIELD in declared.form.model_fields and not declared.field_of(Kind.PLACE)
    ]


def _startable(clerk: Clerk) -> Iterator[AnyItem]:
    """Return the items that a clerk may accept at the counter, in the order of their table."""
    for code in codes.table("items"):
        declared = catalogue().get(code)
        if declared is None or declared.field_of(Kind.ITEM):
            continue
        if hindrance_to_start(code, scheme_of(code, ""), "clerk", clerk) is None:
            yield declared


def _start(declared: AnyItem, asked: dict[str, str]) -> Start:
    path = reverse("clerk:start", args=[declared.code])
    return Start(codes.table("items")[declared.code].text, f"{path}?{urlencode(asked)}")
