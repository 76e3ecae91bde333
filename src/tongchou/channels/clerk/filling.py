"""What the address says of a form that a clerk begins: its fields, or about whom."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tongchou.channels.clerk.lookups import WALLS
from tongchou.channels.front.lookups import person_meant
from tongchou.registry.queries import standing_of
from tongchou.standards.fields import Kind
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hindrances import scheme_of

PERSON = "person"


def asked_for(request: HttpRequest, code: str) -> dict[str, Any]:
    """Return what the address says of a form: its fields, or about whom it is begun.

    No number stands in an address: a person is named by the handle.
    """
    declared = catalogue()[code]
    field = declared.field_of(Kind.PERSON)
    given: dict[str, Any] = {
        name: value
        for name, value in request.GET.items()
        if name in declared.form.model_fields and name != field
    }
    person = person_meant(request, WALLS, request.GET.get(PERSON, ""))
    if person is None or field is None:
        return given
    told: dict[str, Any] = {field: str(person.handle)}
    if name := declared.field_of(Kind.NAME):
        told[name] = person.name
    if declared.offered:
        scheme = scheme_of(code, "")
        standing = standing_of(person.ssn, province=settings.NODE_CODE, scheme=scheme)
        told |= declared.offered(standing) or {}
    return told | given
