"""The door: letting someone in by login and password, keeping guessers out, opening pages."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth import authenticate, login
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tongchou.agency.changes import LOGIN_MAX, judged_alone, kept, note_failed_sign_in
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import FAILURES_MAX, is_locked
from tongchou.standards.text import Text

View = Callable[..., HttpResponse]

CLOSED = Text(
    f"登录失败已达{FAILURES_MAX}次，为保护账号，10分钟内不能登录，请稍后再试。",
    f"{FAILURES_MAX} sign-ins failed. To protect the account this is closed for ten minutes.",
)
WRONG = Text("账号或密码不正确，请核对后重试。", "The login or the password is wrong. Check both.")


def come_in(
    request: HttpRequest, *, given: str, password: str, kind: Kind, at: datetime
) -> Text | None:
    """Sign someone of this kind in; return None, or the sentence that says why not.

    Guesses made at the same instant are judged one after the other: each is counted before
    the next one hears anything, and whoever comes after the last hears nothing of the password.
    """
    if is_locked(given, at=at):
        return CLOSED
    can_be_a_login = given == kept(given, LOGIN_MAX)
    found = authenticate(request, login=given, password=password) if can_be_a_login else None
    with judged_alone(given):
        if is_locked(given, at=at):
            return CLOSED
        if not isinstance(found, Clerk) or found.kind != kind:
            note_failed_sign_in(login=given, at=at)
            return WRONG
    login(request, found)
    return None


def staff_sign_in(request: HttpRequest, *, template: str, home: str, at: datetime) -> HttpResponse:
    """Answer a sign-in page of staff: let them in, and lead them to the page they wanted."""
    given, fault = request.POST.get("login", "").strip(), None
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = ""
    if request.method == "POST":
        password = request.POST.get("password", "")
        fault = come_in(request, given=given, password=password, kind=Kind.CLERK, at=at)
        if fault is None:
            return HttpResponseRedirect(wanted or reverse(home))
    context = {"given": given, "fault": fault, "next": wanted}
    return render(request, template, context, status=422 if fault else 200)


def signed_in(request: HttpRequest) -> Clerk:
    """Return who is signed in."""
    visitor = request.user
    if not isinstance(visitor, Clerk):
        raise PermissionDenied
    return visitor


def opened_to(may_enter: Callable[[Clerk], bool], *, door: str) -> Callable[[View], View]:
    """Open pages to some; send strangers to the door, turn others away, keep caches out."""

    def open_page(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse(door))
            if not may_enter(signed_in(request)):
                raise PermissionDenied
            response = view(request, *args, **facts)
            response["Cache-Control"] = "no-store"
            return response

        return guarded

    return open_page
