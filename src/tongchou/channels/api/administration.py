"""What the three administrators may ask of any node: agencies, clerks, duties, tokens, records."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.errors import HttpError

from tongchou.agency import changes
from tongchou.agency.changes import AgencyEntry, ClerkEntry
from tongchou.agency.door import encoded
from tongchou.agency.models import Agency, Clerk, Kind
from tongchou.agency.passwords import one_time_password
from tongchou.agency.queries import (
    agencies_found,
    clerks_found,
)
from tongchou.channels.api.auth import caller
from tongchou.channels.api.cursors import NEXT, page_of, paged
from tongchou.channels.api.shapes.administration import (
    AgencyTold,
    ClerkTold,
    ClerkWithPasswordTold,
)
from tongchou.channels.api.shapes.given import Whole
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.api.tokens import ROWS_MAX, Cursor, Limit, answered
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.workflow.queries import open_items_of

router = Router(tags=["administration"])

ALL_THREE = ("system", "security", "audit")
SWITCHES = {"suspend": changes.suspend_clerk, "resume": changes.resume_clerk}


class AgencyAdded(Schema):
    """An agency to be added, below another one."""

    code: str
    name: str
    name_en: str
    level: Whole
    division_code: str
    parent: str


class AgencyChanged(Schema):
    """How an agency is called from now on."""

    name: str
    name_en: str


class ClerkAdded(Schema):
    """A sign-in to be added: a clerk's, or another system's, which is no person's."""

    login: str
    name: str
    agency: str
    kind: str = "clerk"
    person_code: str = ""


class ClerkChanged(Schema):
    """What changes of a sign-in; what is not told stays."""

    name: str | None = None
    agency: str | None = None
    person_code: str | None = None


class Duties(Schema):
    """The duties that a sign-in has from now on, and no others: `accept/benefit/110`."""

    duties: list[str]


@router.get("/agencies", openapi_extra=answers(list[AgencyTold], headers=NEXT))
@shows_nobody
def list_agencies(
    request: HttpRequest, text: str = "", cursor: Cursor = "", limit: Limit = ROWS_MAX
) -> Any:
    """Return the agencies, closed ones too, or those that a text finds."""
    caller(request, *ALL_THREE)
    found, by = agencies_found(text, with_closed=True), ("division_code", "level", "code")
    rows, following = page_of(found, cursor, by=by, limit=limit)
    return paged(request, [_agency(one) for one in rows], following)


@router.get("/agencies/{agency_code}", openapi_extra=answers(AgencyTold, NOT_FOUND))
@shows_nobody
def show_agency(request: HttpRequest, agency_code: str) -> Any:
    """Return one agency."""
    caller(request, *ALL_THREE)
    found = agencies_found(with_closed=True).filter(code=agency_code).first()
    if found is None:
        raise HttpError(404, f"没有机构{agency_code} · no agency {agency_code}")
    return _agency(found)


@router.post("/agencies", openapi_extra=answers(AgencyTold, ok=CREATED))
@shows_nobody
def add_agency(request: HttpRequest, given: AgencyAdded) -> Any:
    """Add an agency."""
    by = caller(request, "system")
    done = changes.add_agency(AgencyEntry(**given.dict()), by=by, at=now())
    return answered(done, _agency, made_at=f"/agencies/{quote(given.code)}")


@router.post("/agencies/{agency_code}", openapi_extra=answers(AgencyTold))
@shows_nobody
def change_agency(request: HttpRequest, agency_code: str, given: AgencyChanged) -> Any:
    """Change how an agency is called."""
    by = caller(request, "system")
    done = changes.change_agency(agency_code, **given.dict(), by=by, at=now())
    return answered(done, _agency)


@router.post("/agencies/{agency_code}/close", openapi_extra=answers(AgencyTold))
@shows_nobody
def close_agency(request: HttpRequest, agency_code: str) -> Any:
    """Close an agency in which nobody works and nothing is open."""
    by, items = caller(request, "system"), open_items_of(agency_code)
    done = changes.close_agency(agency_code, open_items=items, by=by, at=now())
    return answered(done, _agency)


@router.get("/clerks", openapi_extra=answers(list[ClerkTold], headers=NEXT))
@shows_nobody
def list_clerks(
    request: HttpRequest,
    text: str = "",
    agency: str = "",
    cursor: Cursor = "",
    limit: Limit = ROWS_MAX,
) -> Any:
    """Return the sign-ins of clerks and services, or those that a text finds."""
    caller(request, *ALL_THREE)
    found = clerks_found(text, agency=agency)
    rows, following = page_of(found, cursor, by=("login",), limit=limit)
    return paged(request, [clerk_told(one) for one in rows], following)


@router.get("/clerks/{login}", openapi_extra=answers(ClerkTold, NOT_FOUND))
@shows_nobody
def show_clerk(request: HttpRequest, login: str) -> Any:
    """Return one sign-in of a clerk or a service."""
    caller(request, *ALL_THREE)
    return clerk_told(_clerk_by(login))


@router.post("/clerks", openapi_extra=answers(ClerkWithPasswordTold, ok=CREATED))
@shows_nobody
def add_clerk(request: HttpRequest, given: ClerkAdded) -> Any:
    """Add a sign-in; a clerk's password for one time is told this once."""
    by, word = caller(request, "system"), one_time_password()
    done = changes.add_clerk(ClerkEntry(**given.dict()), encoded=encoded(word), by=by, at=now())
    is_person = given.kind == Kind.CLERK
    return answered(
        done,
        lambda one: {**clerk_told(one), "password": word if is_person else None},
        made_at=f"/clerks/{quote(given.login)}",
    )


@router.post("/clerks/{login}", openapi_extra=answers(ClerkTold, NOT_FOUND))
@shows_nobody
def change_clerk(request: HttpRequest, login: str, given: ClerkChanged) -> Any:
    """Change a sign-in's name, person or agency."""
    by, clerk = caller(request, "system"), _clerk_by(login)
    held = {"name": clerk.name, "agency": clerk.agency_id or "", "person_code": clerk.person_code}
    told = {name: value for name, value in given.dict().items() if value is not None}
    return answered(changes.change_clerk(login, **{**held, **told}, by=by, at=now()), clerk_told)


@router.post("/clerks/{login}/password", openapi_extra=answers(ClerkWithPasswordTold))
@shows_nobody
def reset_password(request: HttpRequest, login: str) -> Any:
    """Give a clerk a password for one time; it is told this once."""
    by, word = caller(request, "system"), one_time_password()
    done = changes.reset_password(login, encoded=encoded(word), by=by, at=now())
    return answered(done, lambda one: {**clerk_told(one), "password": word})


@router.post("/clerks/{login}/{verb}", openapi_extra=answers(ClerkTold, NOT_FOUND))
@shows_nobody
def switch_clerk(request: HttpRequest, login: str, verb: str) -> Any:
    """Suspend a sign-in, or let it in again: `suspend`, `resume`."""
    by = caller(request, "system")
    if verb not in SWITCHES:
        raise HttpError(404, f"没有操作{verb} · there is no {verb}")
    return answered(SWITCHES[verb](login, by=by, at=now()), clerk_told)


@router.post("/duties/{login}", openapi_extra=answers(ClerkTold))
@shows_nobody
def give_duties(request: HttpRequest, login: str, given: Duties) -> Any:
    """Give a sign-in these duties and no others."""
    by = caller(request, "security")
    return answered(changes.give_duties(login, given.duties, by=by, at=now()), clerk_told)


def _clerk_by(login: str) -> Clerk:
    found = clerks_found().filter(login=login).first()
    if found is None:
        raise HttpError(404, f"没有账号{login} · no sign-in {login}")
    return found


def _agency(one: Agency) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "name_en": one.name_en,
        "level": one.level,
        "division_code": one.division_code,
        "parent": one.parent_id,
        "closed_at": one.closed_at.isoformat() if one.closed_at else None,
    }


def clerk_told(one: Clerk) -> dict[str, Any]:
    """Return a sign-in as JSON."""
    return {
        "login": one.login,
        "name": one.name,
        "kind": one.kind,
        "person_code": one.person_code,
        "agency": one.agency_id,
        "duties": one.duties,
        "is_active": one.is_active,
    }
