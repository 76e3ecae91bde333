"""What the three administrators may ask of any node: agencies, clerks, duties, tokens, records."""

from datetime import timedelta
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from ninja import Field, Router, Schema
from ninja.errors import HttpError

from tongchou.agency import changes
from tongchou.agency.changes import AgencyEntry, ClerkEntry
from tongchou.agency.door import encoded
from tongchou.agency.models import Agency, Clerk, Kind, Token
from tongchou.agency.passwords import one_time_password
from tongchou.agency.queries import (
    administrative_records,
    agencies_found,
    clerks_found,
    tokens_found,
)
from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.shapes.administration import (
    AdministrativeRecordTold,
    AgencyTold,
    ClerkTold,
    ClerkWithPasswordTold,
    TokenIssuedTold,
    TokenTold,
)
from tongchou.channels.api.shapes.given import Instant, Whole
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusals
from tongchou.workflow.queries import open_items_of

router = Router(tags=["administration"])

ALL_THREE = ("system", "security", "audit")
ROWS_MAX, DAYS_MAX = 1_000, 10_000
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


class TokenIssued(Schema):
    """A token to be issued; without duties it gives all that its holder has."""

    holder: str
    name: str
    days: Whole = Field(90, ge=1)
    """After how many days from now it ends, unless it is told when."""
    ends_at: Instant | None = None
    duties: list[str] = []
    agency: str = ""


@router.get("/agencies", openapi_extra=answers(list[AgencyTold]))
@shows_nobody
def list_agencies(request: HttpRequest, text: str = "") -> Any:
    """Return the agencies, closed ones too, or those that a text finds."""
    caller(request, *ALL_THREE)
    return [_agency(one) for one in agencies_found(text, with_closed=True)[:ROWS_MAX]]


@router.post("/agencies", openapi_extra=answers(AgencyTold, ok=CREATED))
@shows_nobody
def add_agency(request: HttpRequest, given: AgencyAdded) -> Any:
    """Add an agency."""
    by = caller(request, "system")
    done = changes.add_agency(AgencyEntry(**given.dict()), by=by, at=now())
    return answered(done, _agency, made_at=f"/agencies?text={quote(given.code)}")


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


@router.get("/clerks", openapi_extra=answers(list[ClerkTold]))
@shows_nobody
def list_clerks(request: HttpRequest, text: str = "", agency: str = "") -> Any:
    """Return the sign-ins of clerks and services, or those that a text finds."""
    caller(request, *ALL_THREE)
    return [clerk_told(one) for one in clerks_found(text, agency=agency)[:ROWS_MAX]]


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
        made_at=f"/clerks?text={quote(given.login)}",
    )


@router.post("/clerks/{login}", openapi_extra=answers(ClerkTold, NOT_FOUND))
@shows_nobody
def change_clerk(request: HttpRequest, login: str, given: ClerkChanged) -> Any:
    """Change a sign-in's name, person or agency."""
    by, clerk = caller(request, "system"), clerks_found().filter(login=login).first()
    if clerk is None:
        raise HttpError(404, f"没有账号{login} · no sign-in {login}")
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


@router.get("/tokens", openapi_extra=answers(list[TokenTold]))
@shows_nobody
def list_tokens(request: HttpRequest, text: str = "") -> Any:
    """Return the tokens that were issued, the newest first; no secret is among them."""
    caller(request, "security", "audit")
    return [_token(one) for one in tokens_found(text)[:ROWS_MAX]]


@router.post("/tokens", openapi_extra=answers(TokenIssuedTold, ok=CREATED))
@shows_nobody
def issue_token(request: HttpRequest, given: TokenIssued) -> Any:
    """Issue a token; its secret is told this once."""
    by, at = caller(request, "security"), now()
    ends_at = given.ends_at or at + timedelta(days=min(given.days, DAYS_MAX))
    facts = given.dict(include={"name", "duties", "agency"})
    issued = changes.issue_token(given.holder, **facts, ends_at=ends_at, by=by, at=at)
    return answered(issued, issued_told, made_at=f"/tokens?text={quote(given.holder)}")


@router.post("/tokens/{token_id}/revoke", openapi_extra=answers(TokenTold))
@shows_nobody
def revoke_token(request: HttpRequest, token_id: int) -> Any:
    """Revoke a token by its number."""
    by = caller(request, "security")
    return answered(changes.revoke_token(token_id, by=by, at=now()), _token)


@router.get("/records", openapi_extra=answers(list[AdministrativeRecordTold]))
@shows_nobody
def list_records(request: HttpRequest, text: str = "", act: str = "") -> Any:
    """Return what administrators did, the newest first; a text is a login or a subject."""
    caller(request, "audit")
    return [
        {
            "login": one.login,
            "person_code": one.person_code,
            "act": one.act,
            "subject": one.subject,
            "before": one.before,
            "after": one.after,
            "at": one.at.isoformat(),
        }
        for one in administrative_records(text, act=act)[:ROWS_MAX]
    ]


def answered(done: Any, told: Any, *, made_at: str = "") -> Any:
    """Return what was changed as JSON, or why it was not; what was made says where it is."""
    is_refused = isinstance(done, tuple) and not isinstance(done[0], Token)
    refusals: Refusals = done if is_refused else ()
    if is_refused:
        return refused(refusals)
    return made(told(done), made_at) if made_at else told(done)


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


def _token(one: Token) -> dict[str, Any]:
    return {
        "number": one.pk,
        "name": one.name,
        "holder": one.holder.login,
        "duties": one.duties,
        "agency": one.agency_id,
        "ends_at": one.ends_at.isoformat(),
        "issued_by": one.issued_by,
        "issued_at": one.issued_at.isoformat(),
        "revoked_at": one.revoked_at.isoformat() if one.revoked_at else None,
    }


def issued_told(done: tuple[Token, str]) -> dict[str, Any]:
    """Return a token as JSON with its secret, which is told this once."""
    token, secret = done
    return {**_token(token), "token": secret}
