"""Signing in by machine: a token of an hour by password and code; second factors removed."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Field, Router, Schema

from tongchou.agency import changes
from tongchou.agency.door import WRONG, Door, admit, encoded
from tongchou.agency.models import Kind
from tongchou.agency.passwords import LENGTH_MAX
from tongchou.agency.second_step import code_fault, judge_code
from tongchou.channels.api.administration import clerk_told
from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.interface import ComeAgain
from tongchou.channels.api.shapes.administration import ClerkTold, TokenIssuedTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import REFUSED
from tongchou.channels.api.tokens import answered, issued_told
from tongchou.channels.front.password import chosen_fault
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.standards.refusal import Refusal

router = Router(tags=["administration"])

CODE_MAX = 12


class OwnSignIn(Schema):
    """A login and its password, and the one that is chosen in its place."""

    login: str = Field(max_length=40)
    password: str = Field(max_length=LENGTH_MAX)
    code: str = Field("", max_length=CODE_MAX, description="of the second factor")
    chosen: str = Field("", max_length=LENGTH_MAX)


@router.post("/sign-in", auth=None, openapi_extra=answers(TokenIssuedTold, REFUSED))
@shows_nobody
def sign_in(request: HttpRequest, given: OwnSignIn) -> Any:
    """Return a token of an hour for who works here; a password for one time must be changed."""
    who = given.login
    door, clerk = admit(request, given=who, password=given.password, kind=Kind.CLERK, at=now())
    if clerk is None:
        return _not_let_in(door, "password")
    if door.asks_code and (fault := code_fault(clerk, given.code)):
        return refused((fault,))
    if door.asks_code:
        door = judge_code(request, clerk, code=given.code, at=now())
        if door.fault is not None:
            return _not_let_in(door, "code")
    if given.chosen:
        if fault := chosen_fault(clerk, old=given.password, chosen=given.chosen):
            return refused((fault,))
        changes.choose_password(clerk, encoded=encoded(given.chosen), at=now())
    issued = changes.issue_own_token(clerk, at=now())
    return answered(issued, issued_told)


def _not_let_in(door: Door, field: str) -> HttpResponseBase:
    """Say why somebody did not come in; who tried too often, or at a busy moment, when to again."""
    said = door.fault or WRONG
    if door.status != REFUSED:
        raise ComeAgain(door.status, f"{said.zh} · {said.en}", seconds=door.seconds)
    return refused((Refusal(code="sign_in.wrong", text=said, field=field),))


@router.post("/second-factors/{login}/remove", openapi_extra=answers(ClerkTold))
@shows_nobody
def remove_second_factor(request: HttpRequest, login: str) -> Any:
    """Remove a clerk's second factor, so that they set up another one at the next sign-in."""
    by = caller(request, "security")
    return answered(changes.remove_second_factor(login, by=by, at=now()), clerk_told)
