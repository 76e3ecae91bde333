"""The door: letting someone in by login and password, keeping guessers out, opening pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from secrets import token_hex
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import make_password
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tongchou.agency.awaited import await_code, lacks_code, needs_code
from tongchou.agency.changes import (
    LOGIN_MAX,
    end_sessions,
    judged_alone,
    kept,
    note_sign_in,
)
from tongchou.agency.guessing import Place, wait_seconds
from tongchou.agency.models import Clerk, Kind, Outcome
from tongchou.agency.passwords import LENGTH_MAX
from tongchou.standards.text import Text

View = Callable[..., HttpResponseBase]

ADMINISTRATION_HOME = "administration:home"
DEVICE_COOKIE, DEVICE_DAYS = "device", 365

WRONG = Text("账号或密码不正确，请核对后重试。", "The login or the password is wrong. Check both.")
BUSY = Text(
    "此刻登录的人较多，请稍候再试。",
    "Many people are signing in at this moment. Try again shortly.",
)

_QUEUE, _HASHING = BoundedSemaphore(4), BoundedSemaphore(1)
"""How many sign-ins a process has under way, and how many passwords it hashes, at a time.

A password costs 16 MB and a tenth of a second of a whole core on purpose. Without a bound, ninety
sign-ins at once keep every core busy for half a minute.
"""


def slowed(seconds: int) -> Text:
    """Say how long to wait after too many failures."""
    return Text(
        f"登录失败次数较多，请{seconds}秒后再试。",
        f"Too many sign-ins failed. Try again in {seconds} s.",
    )


@dataclass(frozen=True)
class Door:
    """What became of a sign-in: the sentence that says why not, and the status to answer with."""

    fault: Text | None = None
    status: int = 200
    device: str = ""
    """The mark of the browser, to be kept in it once somebody came in."""
    seconds: int = 0
    """After how many seconds another try is taken, where there were too many."""
    asks_code: bool = False
    """Whether the password was right, and a code of the second factor is asked for now."""

    def mark(self, response: HttpResponse, request: HttpRequest) -> HttpResponse:
        """Leave the mark in the browser, so that its owner is known here the next time."""
        if self.device:
            response.set_signed_cookie(
                DEVICE_COOKIE,
                self.device,
                max_age=DEVICE_DAYS * 24 * 60 * 60,
                httponly=True,
                samesite="Lax",
                secure=request.is_secure(),
            )
        return response


def come_in(request: HttpRequest, *, given: str, password: str, kind: Kind, at: datetime) -> Door:
    """Sign someone of this kind in, or say why not, or that a code is asked for first."""
    door, found = admit(request, given=given, password=password, kind=kind, at=at)
    if found is not None and door.asks_code:
        await_code(request, found, at=at)
    elif found is not None:
        login(request, found)
    return door


def admit(
    request: HttpRequest, *, given: str, password: str, kind: Kind, at: datetime
) -> tuple[Door, Clerk | None]:
    """Return who comes with this login and password, or why nobody does.

    Guesses made at the same instant are judged one after the other: each is counted before the
    next one is answered.
    """
    place = place_of(request)
    login_kept = kept(given, LOGIN_MAX)
    seconds = wait_seconds(login_kept, place, at=at)
    if seconds:
        return Door(slowed(seconds), 429, seconds=seconds), None
    if not _QUEUE.acquire(blocking=False):
        return Door(BUSY, 503, seconds=1), None
    try:
        with _HASHING:
            known = given == login_kept and len(password) <= LENGTH_MAX
            found = authenticate(request, login=given, password=password) if known else None
    finally:
        _QUEUE.release()
    with judged_alone(given):
        seconds = wait_seconds(login_kept, place, at=at)
        if seconds:
            return Door(slowed(seconds), 429, seconds=seconds), None
        who = found if isinstance(found, Clerk) and found.kind == kind else None
        asks_code = who is not None and needs_code(who)
        outcome = Outcome.PASSWORD if asks_code else Outcome.IN if who else Outcome.WRONG
        device = device_of(place) if outcome == Outcome.IN else place.device
        note_sign_in(login=given, address=place.address, device=device, outcome=outcome, at=at)
    return (Door(device=device, asks_code=asks_code), who) if who else (Door(WRONG, 422), None)


def encoded(password: str) -> str:
    """Return a password as it is kept; it is hashed when its turn comes, as at the door."""
    with _HASHING:
        return make_password(password)


def go_out(request: HttpRequest, *, at: datetime) -> None:
    """Sign somebody out: all sessions of their login end, in whatever browser they are."""
    visitor = request.user
    if isinstance(visitor, Clerk):
        place = place_of(request)
        note_sign_in(
            login=visitor.login,
            address=place.address,
            device=place.device,
            outcome=Outcome.OUT,
            at=at,
        )
        end_sessions(visitor)
    logout(request)


def address_of(request: HttpRequest) -> str:
    """Return the network address that a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))[:45]


def place_of(request: HttpRequest) -> Place:
    """Return from where a request came: the address, and the browser's own mark."""
    device = request.get_signed_cookie(DEVICE_COOKIE, default="", max_age=DEVICE_DAYS * 86_400)
    return Place(address_of(request), str(device)[:32])


def device_of(place: Place) -> str:
    """Return the mark of a browser in which somebody comes in: a new one where it has none."""
    return place.device or token_hex(16)


def staff_sign_in(request: HttpRequest, *, template: str, home: str, at: datetime) -> HttpResponse:
    """Answer a sign-in page of staff: let them in, or lead them to the second step."""
    given, door = request.POST.get("login", "").strip(), Door()
    wanted = wanted_of(request)
    if request.method == "POST":
        password = request.POST.get("password", "")
        door = come_in(request, given=given, password=password, kind=Kind.CLERK, at=at)
        if door.asks_code:
            step = reverse(f"{home.partition(':')[0]}:second")
            return redirect(f"{step}?{urlencode({'next': wanted})}" if wanted else step)
        if door.fault is None:
            return door.mark(led_in(request, wanted, home=home), request)
    context = {"given": given, "fault": door.fault, "next": wanted}
    return render(request, template, context, status=door.status)


def wanted_of(request: HttpRequest) -> str:
    """Return the page that somebody wanted before they were asked who they are; '' for none."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours else ""


def led_in(request: HttpRequest, wanted: str, *, home: str) -> HttpResponseRedirect:
    """Lead somebody who came in to the page they wanted, or to the first one of their work."""
    first = ADMINISTRATION_HOME if signed_in(request).is_administrator else home
    return HttpResponseRedirect(wanted or reverse(first))


def signed_in(request: HttpRequest) -> Clerk:
    """Return who is signed in."""
    visitor = request.user
    if not isinstance(visitor, Clerk):
        raise PermissionDenied
    return visitor


def opened_to(may_enter: Callable[[Clerk], bool], *, door: str) -> Callable[[View], View]:
    """Open pages to some; send strangers to the door, turn others away, keep caches out.

    Whoever came in with a password for one time is led to the page where another is chosen; who
    came in by a password alone where a code is required, back to the door.
    """

    def open_page(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path(), reverse(door))
            if not may_enter(signed_in(request)):
                raise PermissionDenied
            if lacks_code(request, signed_in(request)):
                logout(request)
                return redirect_to_login(request.get_full_path(), reverse(door))
            own = f"{door.partition(':')[0]}:password"
            at = request.resolver_match.view_name if request.resolver_match else ""
            if signed_in(request).is_password_one_time and at != own:
                return redirect(own)
            response = view(request, *args, **facts)
            response["Cache-Control"] = "no-store"
            return response

        return guarded

    return open_page
