"""What the security and audit administrators may ask: tokens issued and revoked, the records."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.agency import changes
from tongchou.agency.models import AdministrativeRecord, Token
from tongchou.agency.queries import administrative_records, tokens_found
from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.cursors import CURSOR_MAX, NEXT, page_of, paged
from tongchou.channels.api.shapes.administration import (
    AdministrativeRecordTold,
    TokenIssuedTold,
    TokenTold,
)
from tongchou.channels.api.shapes.given import Instant, Whole
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusals

router = Router(tags=["administration"])

ROWS_MAX, DAYS_MAX = 1_000, 10_000
Cursor = Annotated[str, Query(max_length=CURSOR_MAX, description="of the page before")]
Limit = Annotated[int, Query(ge=1, le=ROWS_MAX)]
TokenId = Annotated[int, Path(ge=1, le=10**15)]


class TokenIssued(Schema):
    """A token to be issued; without duties it gives all that its holder has."""

    holder: str
    name: str
    days: Whole = Field(90, ge=1)
    """After how many days from now it ends, unless it is told when."""
    ends_at: Instant | None = None
    duties: list[str] = []
    agency: str = ""


@router.get("/tokens", openapi_extra=answers(list[TokenTold], headers=NEXT))
@shows_nobody
def list_tokens(
    request: HttpRequest, text: str = "", cursor: Cursor = "", limit: Limit = ROWS_MAX
) -> Any:
    """Return the tokens that were issued, the newest first; no secret is among them."""
    caller(request, "security", "audit")
    rows, following = page_of(tokens_found(text), cursor, by=("id",), limit=limit, falling=True)
    return paged(request, [_token(one) for one in rows], following)


@router.get("/tokens/{token_id}", openapi_extra=answers(TokenTold, NOT_FOUND))
@shows_nobody
def show_token(request: HttpRequest, token_id: TokenId) -> Any:
    """Return one token by its number, without its secret."""
    caller(request, "security", "audit")
    found = tokens_found().filter(pk=token_id).first()
    if found is None:
        raise HttpError(404, f"没有令牌{token_id} · no token {token_id}")
    return _token(found)


@router.post("/tokens", openapi_extra=answers(TokenIssuedTold, ok=CREATED))
@shows_nobody
def issue_token(request: HttpRequest, given: TokenIssued) -> Any:
    """Issue a token; its secret is told this once."""
    by, at = caller(request, "security"), now()
    ends_at = given.ends_at or at + timedelta(days=min(given.days, DAYS_MAX))
    facts = given.dict(include={"name", "duties", "agency"})
    issued = changes.issue_token(given.holder, **facts, ends_at=ends_at, by=by, at=at)
    number = issued[0].pk if isinstance(issued[0], Token) else 0
    return answered(issued, issued_told, made_at=f"/tokens/{number}")


@router.post("/tokens/{token_id}/revoke", openapi_extra=answers(TokenTold))
@shows_nobody
def revoke_token(request: HttpRequest, token_id: int) -> Any:
    """Revoke a token by its number."""
    by = caller(request, "security")
    return answered(changes.revoke_token(token_id, by=by, at=now()), _token)


@router.get("/records", openapi_extra=answers(list[AdministrativeRecordTold], headers=NEXT))
@shows_nobody
def list_records(
    request: HttpRequest,
    text: str = "",
    act: str = "",
    cursor: Cursor = "",
    limit: Limit = ROWS_MAX,
) -> Any:
    """Return what administrators did, the newest first; a text is a login or a subject."""
    caller(request, "audit")
    found = administrative_records(text, act=act)
    rows, following = page_of(found, cursor, by=("id",), limit=limit, falling=True)
    return paged(request, [_record(one) for one in rows], following)


def answered(done: Any, told: Any, *, made_at: str = "") -> Any:
    """Return what was changed as JSON, or why it was not; what was made says where it is."""
    is_refused = isinstance(done, tuple) and not isinstance(done[0], Token)
    refusals: Refusals = done if is_refused else ()
    if is_refused:
        return refused(refusals)
    return made(told(done), made_at) if made_at else told(done)


def _record(one: AdministrativeRecord) -> dict[str, Any]:
    return {
        "login": one.login,
        "person_code": one.person_code,
        "act": one.act,
        "subject": one.subject,
        "before": one.before,
        "after": one.after,
        "at": one.at.isoformat(),
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
    """Return a token as JSON, with its secret, which is told this once."""
    token, secret = done
    return {**_token(token), "token": secret}
