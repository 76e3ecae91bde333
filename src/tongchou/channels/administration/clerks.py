"""Clerks 经办人员: the list, one more, one changed or suspended, their duties and tokens."""

from datetime import datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.awaited import has_enrolled
from tongchou.agency.changes import (
    ClerkEntry,
    add_clerk,
    change_clerk,
    give_duties,
    issue_token,
    remove_second_factor,
    reset_password,
    resume_clerk,
    suspend_clerk,
)
from tongchou.agency.door import encoded
from tongchou.agency.duties import duty_text
from tongchou.agency.models import Clerk, Kind, Token
from tongchou.agency.passwords import one_time_password
from tongchou.agency.queries import clerks_found
from tongchou.channels.administration.access import (
    administrator_of,
    for_administrators,
    page,
)
from tongchou.channels.administration.forms import (
    clerk_fields,
    duty_fields,
    filled,
    token_fields,
    typed_in,
)
from tongchou.channels.administration.lists import CLERKS
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now, said
from tongchou.standards.refusal import Refusals
from tongchou.standards.time import BEIJING

ROWS = 50
SWITCHES = {"suspend": suspend_clerk, "resume": resume_clerk}


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def show_clerks(request: HttpRequest) -> HttpResponseBase:
    """List the sign-ins of clerks and services, or those that a text finds."""
    if request.method == "POST":
        asked = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('administration:clerks')}?list={asked}")
    listed = request.GET.get("list", "")
    state = state_in(listed)
    text = state.get("text", "")
    found = CLERKS.ordered(clerks_found(text), state)
    if file := exported(request, Whole(CLERKS, found)):
        return file
    shown = CappedPaginator(found, ROWS).get_page(request.GET.get("page"))
    tally, table = capped_text(shown.paginator.count), Table(CLERKS, list(shown), state)
    facts: dict[str, Any] = {"text": text, "listed": listed, "found": shown, "tally": tally}
    return page(request, "clerks.html", "clerks", table=table, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def add(request: HttpRequest) -> HttpResponse:
    """Add a sign-in; a clerk's first password is shown once, on the page that follows."""
    typed = typed_in(request.POST)
    refusals: Refusals = ()
    if request.method == "POST":
        names = ("login", "name", "agency", "kind", "person_code")
        entry, word = (
            ClerkEntry(**{name: typed.get(name, "") for name in names}),
            one_time_password(),
        )
        done = add_clerk(entry, encoded=encoded(word), by=administrator_of(request), at=now())
        if isinstance(done, Clerk):
            return _shown(request, done, word=word if done.kind == Kind.CLERK else "")
        refusals = done
    facts = {"fields": filled(clerk_fields(), typed, refusals), "refusals": refusals}
    return page(request, "clerk_add.html", "clerks", status=422 if refusals else 200, **facts)


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def show_clerk(request: HttpRequest, login: str) -> HttpResponse:
    """Show a sign-in with its duties and tokens; change its name, person or agency."""
    clerk = _clerk(login)
    if request.method != "POST":
        return _shown(request, clerk)
    names = ("name", "agency", "person_code")
    facts = {name: request.POST.get(name, "").strip() for name in names}
    done = change_clerk(login, **facts, by=administrator_of(request), at=now())
    return _answered(request, clerk, done)


@require_POST
@for_administrators
@shows_nobody
def switch(request: HttpRequest, login: str, verb: str) -> HttpResponse:
    """Suspend a sign-in, or let it in again."""
    if verb not in SWITCHES:
        raise Http404
    clerk = _clerk(login)
    return _answered(request, clerk, SWITCHES[verb](login, by=administrator_of(request), at=now()))


@require_POST
@for_administrators
@shows_nobody
def reset(request: HttpRequest, login: str) -> HttpResponse:
    """Give a clerk a password for one time, which is shown once."""
    clerk, word = _clerk(login), one_time_password()
    done = reset_password(login, encoded=encoded(word), by=administrator_of(request), at=now())
    if isinstance(done, Clerk):
        return _shown(request, done, word=word)
    return _shown(request, clerk, refusals=done)


@require_POST
@for_administrators
@shows_nobody
def remove_factor(request: HttpRequest, login: str) -> HttpResponseBase:
    """Remove a clerk's second factor, so that they set up another one at the next sign-in."""
    clerk, by = _clerk(login), administrator_of(request)
    return _answered(request, clerk, remove_second_factor(login, by=by, at=now()))


@require_POST
@for_administrators
@shows_nobody
def change_duties(request: HttpRequest, login: str) -> HttpResponse:
    """Give a sign-in the duties that are ticked, and one more where one is chosen."""
    clerk = _clerk(login)
    duties = [*request.POST.getlist("held"), *_one_more(request.POST)]
    done = give_duties(login, duties, by=administrator_of(request), at=now())
    return _answered(request, clerk, done)


@require_POST
@for_administrators
@shows_nobody
def issue(request: HttpRequest, login: str) -> HttpResponse:
    """Issue a token to a sign-in, which is shown once."""
    clerk, typed = _clerk(login), request.POST
    by, at = administrator_of(request), now()
    duty = typed.get("duty", "")
    done = issue_token(
        login,
        name=typed.get("name", "").strip(),
        duties=[duty] if duty else [],
        agency=typed.get("agency", ""),
        ends_at=_end_of(typed.get("until", ""), at),
        by=by,
        at=at,
    )
    if isinstance(done[0], Token):
        return _shown(request, clerk, secret=str(done[1]))
    return _shown(request, clerk, refusals=done, typed=typed)


def _end_of(day: str, at: datetime) -> datetime:
    """Return the end of a day in Beijing; of what is no day, an instant that is refused."""
    try:
        last = datetime.combine(datetime.fromisoformat(day).date(), time(), BEIJING)
        return last + timedelta(days=1)
    except (ValueError, OverflowError):
        return at


def _one_more(typed: QueryDict) -> list[str]:
    parts = [typed.get(name, "") for name in ("given", "line", "scheme")]
    if not parts[0]:
        return []
    return ["/".join(part for part in parts if part)]


def _clerk(login: str) -> Clerk:
    found = clerks_found().filter(login=login).first()
    if found is None:
        raise Http404
    return found


def _answered(request: HttpRequest, clerk: Clerk, done: Clerk | Refusals) -> HttpResponse:
    if isinstance(done, Clerk):
        messages.success(request, said(request, "已保存", "Saved"))
        return redirect("administration:clerk", clerk.login)
    return _shown(request, clerk, refusals=done, typed=request.POST)


def _shown(
    request: HttpRequest,
    clerk: Clerk,
    *,
    refusals: Refusals = (),
    typed: QueryDict | None = None,
    word: str = "",
    secret: str = "",
) -> HttpResponse:
    """Show a sign-in; `word` and `secret` are a password and a token, shown this once."""
    facts = {"name": clerk.name, "agency": clerk.agency_id or "", "person_code": clerk.person_code}
    given = {**facts, **(typed_in(typed) if typed else {})}
    changed = [one for one in clerk_fields() if one.name in facts]
    duties = [(entry, duty_text(entry)) for entry in clerk.duties]
    at = now()
    return page(
        request,
        "clerk.html",
        "clerks",
        status=422 if refusals else 200,
        clerk=clerk,
        duties=duties,
        fields=filled(changed, given, refusals),
        more=filled(duty_fields(), {}, refusals),
        issued=[(token, token.is_open(at)) for token in clerk.tokens.order_by("-id")[:ROWS]],
        asked=filled(
            token_fields(clerk.agency_id or "", duties), typed_in(typed) if typed else {}, refusals
        ),
        has_factor=has_enrolled(clerk),
        refusals=refusals,
        word=word,
        secret=secret,
    )
