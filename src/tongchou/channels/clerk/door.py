"""The door: signing in and out, and the first page for whoever came in."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.changes import note_failed_sign_in
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import is_locked
from tongchou.channels.clerk.access import clerk_of, now, said

HOME_OF_CLERKS = "/inbox"
HOME_OF_SUPERVISORS = "/country"
HOME_OF_CITIZENS = "/me/"


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a clerk in by login and password; five failures close the door for ten minutes."""
    given, fault = request.POST.get("login", "").strip(), ""
    if request.method == "POST":
        at = now()
        if is_locked(given, at=at):
            fault = said(
                request,
                "多次登录失败，该账号已暂停登录10分钟，请稍后再试。",
                "Too many sign-ins failed. This login is closed for ten minutes; try again later.",
            )
        else:
            clerk = authenticate(request, login=given, password=request.POST.get("password", ""))
            if isinstance(clerk, Clerk) and clerk.kind == Kind.CLERK:
                login(request, clerk)
                return redirect(_wanted(request) or "/")
            note_failed_sign_in(login=given, at=at)
            fault = said(
                request,
                "账号或密码不正确，请核对后重试。",
                "The login or the password is wrong. Check both and try again.",
            )
    context = {"given": given, "fault": fault, "next": _wanted(request)}
    return render(request, "clerk/sign_in.html", context, status=422 if fault else 200)


def _wanted(request: HttpRequest) -> str:
    """Return the page that was wanted before signing in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if is_ours else ""


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("/sign-in")


def home(request: HttpRequest) -> HttpResponse:
    """Send whoever is signed in to their first page, and everyone else to the door."""
    if not request.user.is_authenticated:
        return redirect("/sign-in")
    who = clerk_of(request)
    if who.kind == Kind.CITIZEN:
        return redirect(HOME_OF_CITIZENS)
    if who.has_duty("supervise") and settings.NODE_CODE == "00":
        return redirect(HOME_OF_SUPERVISORS)
    return redirect(HOME_OF_CLERKS)


urlpatterns = [
    path("", home, name="home"),
    path("sign-in", sign_in, name="sign_in"),
    path("sign-out", sign_out, name="sign_out"),
]
