"""Look-ups 查找 in a form: an employer by name or code, a person, a place, within the walls.

What is found stands for itself by a value that no wall hides: an employer's code, a place's code,
and of a person the handle, which the node turns into the number when the form is handed in.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from tongchou.agency.fishing import TOO_MANY
from tongchou.channels.front.searching import search_by
from tongchou.channels.front.seen import look_of
from tongchou.channels.front.visit import language_of
from tongchou.registry.models import Employer, Person
from tongchou.registry.queries import Hits
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.identity import mask_ssn
from tongchou.standards.names import plain_name
from tongchou.standards.refusal import Refusal
from tongchou.standards.search import Search

FOUND_MAX = 10
"""How many are offered: whoever sees more types more of the name."""


@dataclass(frozen=True)
class Walls:
    """Within which walls a visitor looks up, and under which address they ask.

    `people` and `employers` are found by what was typed, `person` by a handle, `employer` by a
    code; each finds only whom the visitor may see.
    """

    address: str
    people: Callable[[HttpRequest, Search], Hits[Person]]
    person: Callable[[HttpRequest, UUID], Person | None]
    employers: Callable[[HttpRequest, str], Hits[Employer]]
    employer: Callable[[HttpRequest, str], Employer | None]


@dataclass(frozen=True)
class Choice:
    """Somebody or something that was found: what the form holds, how it is called, and its code."""

    value: str
    name: str
    code: str


@dataclass(frozen=True)
class Looked:
    """What a look-up found, the best first, or why it looked for nothing."""

    choices: tuple[Choice, ...] = ()
    refusal: Refusal | None = None
    is_all: bool = True


def _people(request: HttpRequest, walls: Walls, text: str) -> Looked:
    search = search_by(request, text)
    hits = walls.people(request, search)
    shown = list(hits.rows[:FOUND_MAX]) if text else []
    look_of(request).at(*(person.ssn for person in shown))
    found = tuple(map(_of_person, shown))
    return Looked(found, search.refusal, is_all=hits.is_all and len(hits.rows) <= FOUND_MAX)


def _employers(request: HttpRequest, walls: Walls, text: str) -> Looked:
    search = search_by(request, text)
    if search.refusal and search.refusal.code == TOO_MANY:
        return Looked(refusal=search.refusal)
    hits = walls.employers(request, text)
    found = [Choice(one.credit_code, one.name, one.credit_code) for one in hits.rows[:FOUND_MAX]]
    return Looked(tuple(found), is_all=hits.is_all and len(hits.rows) <= FOUND_MAX)


def _places(request: HttpRequest, walls: Walls, text: str) -> Looked:
    del walls  # every place of the province is known to everybody
    plain = plain_name(text)
    found = [
        Choice(code, row.text.of(language_of(request)), code)
        for code, row in codes.table("places").items()
        if code.startswith(str(settings.NODE_CODE))
        and (code.startswith(plain) or plain in plain_name(row.text.zh + row.text.en))
    ]
    return Looked(tuple(found[:FOUND_MAX]), is_all=len(found) <= FOUND_MAX)


LOOKED_UP: Mapping[Kind, Callable[[HttpRequest, Walls, str], Looked]] = {
    Kind.PERSON: _people,
    Kind.EMPLOYER: _employers,
    Kind.SENDER: _employers,
    Kind.PLACE: _places,
}
"""How each kind of field is looked up."""


def looked_up(request: HttpRequest, walls: Walls, kind: Kind, text: str) -> Looked:
    """Return what a text finds for a field of a kind; the view must be one that shows people."""
    return LOOKED_UP[kind](request, walls, text.strip()) if text.strip() else Looked()


def chosen(request: HttpRequest, walls: Walls, kind: Kind, value: str) -> Choice | None:
    """Return whom or what a field's value stands for; None for what is typed and not chosen."""
    if kind == Kind.PERSON:
        person = person_meant(request, walls, value)
        return _of_person(person) if person else None
    if kind in {Kind.EMPLOYER, Kind.SENDER} and value.isalnum():
        employer = walls.employer(request, value.upper())
        if employer is not None:
            return Choice(employer.credit_code, employer.name, employer.credit_code)
    return None


def person_meant(request: HttpRequest, walls: Walls, value: str) -> Person | None:
    """Return the person within the walls whom a handle in a field stands for, and note it."""
    try:
        handle = UUID(value)
    except ValueError:
        return None
    person = walls.person(request, handle)
    if person is not None:
        look_of(request).at(person.ssn)
    return person


def _of_person(person: Person) -> Choice:
    return Choice(str(person.handle), person.name, mask_ssn(person.ssn))


def answered(request: HttpRequest, walls: Walls, sought: str) -> HttpResponse:
    """Answer a look-up from a form: what was found, or why nothing was looked for."""
    if sought not in LOOKED_UP:
        raise Http404
    looked = looked_up(request, walls, Kind(sought), request.POST.get("text", ""))
    answer: dict[str, Any] = {
        "found": [vars(choice) for choice in looked.choices],
        "is_all": looked.is_all,
        "refusal": "",
    }
    if looked.refusal:
        answer["refusal"] = looked.refusal.text.of(language_of(request))
    return JsonResponse(answer)
