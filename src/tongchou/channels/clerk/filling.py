"""Filling a form in: what its address says, what is looked up, what was refused before."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from tongchou.channels.clerk.lookups import LOOKED_UP, chosen, looked_up, person_meant
from tongchou.channels.front.fields import Shown
from tongchou.channels.front.handing_in import typed_in
from tongchou.channels.front.kept import FIND, LANGUAGE_ASKED, kept_refused, put_back
from tongchou.registry.queries import standing_of
from tongchou.standards.fields import Kind, kind_of
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.hindrances import scheme_of

PERSON, PICK, CLEAR = "person", "pick", "clear"


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
    person = person_meant(request, request.GET.get(PERSON, ""))
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


def asked_otherwise(request: HttpRequest, code: str) -> HttpResponse | None:
    """Answer a form that is not handed in yet: to look something up, or in another language."""
    typed = typed_in(request, code)
    for name in ("note", "for_province"):
        if said := request.POST.get(name, "").strip():
            typed[name] = said
    if request.POST.get(LANGUAGE_ASKED, ""):
        kept = kept_refused(request)[1]
        return put_back(request, typed, kept, language=request.POST[LANGUAGE_ASKED])
    if request.POST.get(FIND, ""):
        return put_back(request, typed, find=request.POST[FIND])
    if request.POST.get(CLEAR, ""):
        return put_back(request, typed | {request.POST[CLEAR]: ""})
    name, _, value = request.POST.get(PICK, "").partition("=")
    return put_back(request, typed | {name: value}) if value else None


def with_numbers(
    request: HttpRequest, declared: AnyItem, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is handed in, with the number of whom a handle stands for."""
    field = declared.field_of(Kind.PERSON)
    person = person_meant(request, str(given.get(field or "", "")))
    return {**given, field: person.ssn} if person and field else dict(given)


def shown_filled(request: HttpRequest, code: str, fields: list[Shown]) -> list[Shown]:
    """Return fields with whom their values stand for, and with what was looked up for one."""
    named = catalogue()[code].form.model_fields
    return [
        _filled(request, field, kind_of(named[field.name])) if field.name in named else field
        for field in fields
    ]


def _filled(request: HttpRequest, field: Shown, kind: Kind) -> Shown:
    if kind not in LOOKED_UP or (field.choices and kind != Kind.PLACE):
        return field
    if field.choices and len(field.choices) <= CHOICES_MAX:
        return field
    found = chosen(request, kind, field.value)
    if request.GET.get(FIND) != field.name:
        return replace(field, kind=kind, is_looked_up=True, chosen=found)
    return replace(
        field,
        kind=kind,
        is_looked_up=True,
        chosen=found,
        looked=looked_up(request, kind, field.value),
    )


CHOICES_MAX = 60
"""So many places are chosen from a list; of more one is looked up by its name."""
