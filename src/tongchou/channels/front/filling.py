"""Filling a form in, at whatever entrance: what is looked up, what is shown again, as it was."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from tongchou.channels.front.fields import Shown
from tongchou.channels.front.kept import FIND, LANGUAGE_ASKED, kept_refused, put_back
from tongchou.channels.front.lookups import LOOKED_UP, Walls, chosen, looked_up, person_meant
from tongchou.standards.fields import Kind, kind_of
from tongchou.workflow.catalogue import AnyItem, catalogue

PICK, CLEAR = "pick", "clear"

CHOICES_MAX = 60
"""So many places are chosen from a list; of more one is looked up by its name."""


def asked_otherwise(request: HttpRequest, typed: Mapping[str, str]) -> HttpResponse | None:
    """Answer a form that is not handed in yet: to look something up, or in another language."""
    if language := request.POST.get(LANGUAGE_ASKED, ""):
        return put_back(request, typed, kept_refused(request)[1], language=language)
    if sought := request.POST.get(FIND, ""):
        return put_back(request, typed, find=sought)
    if cleared := request.POST.get(CLEAR, ""):
        return put_back(request, {**typed, cleared: ""})
    name, _, value = request.POST.get(PICK, "").partition("=")
    return put_back(request, {**typed, name: value}) if value else None


def with_numbers(
    request: HttpRequest, walls: Walls | None, declared: AnyItem, given: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is handed in, with the number of whom a handle stands for."""
    field = declared.field_of(Kind.PERSON)
    if walls is None or field is None:
        return dict(given)
    person = person_meant(request, walls, str(given.get(field, "")))
    return {**given, field: person.ssn} if person else dict(given)


def shown_filled(
    request: HttpRequest, walls: Walls | None, code: str, fields: list[Shown]
) -> list[Shown]:
    """Return fields with whom their values stand for, and with what was looked up for one."""
    if walls is None:
        return fields
    named = catalogue()[code].form.model_fields
    return [
        _filled(request, walls, field, kind_of(named[field.name])) if field.name in named else field
        for field in fields
    ]


def _filled(request: HttpRequest, walls: Walls, field: Shown, kind: Kind) -> Shown:
    if kind not in LOOKED_UP or (field.choices and kind != Kind.PLACE):
        return field
    if field.choices and len(field.choices) <= CHOICES_MAX:
        return field
    is_asked = request.GET.get(FIND) == field.name
    return replace(
        field,
        kind=kind,
        is_looked_up=True,
        chosen=chosen(request, walls, kind, field.value),
        looked=looked_up(request, walls, kind, field.value) if is_asked else None,
    )
