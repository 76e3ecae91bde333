"""The citizens' entrance: social security number and password, and the way out."""

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.changes import note_failed_sign_in
from tongchou.agency.models import Clerk, Kind
from tongchou.agency.queries import is_locked
from tongchou.channels.public.access import now, said


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a citizen in; five failures close the door for ten minutes."""
    given = request.POST.get("ssn", "").strip().upper().replace(" ", "")
    fault = ""
    if request.method == "POST":
        fault = _fault_in_signing_in(request, given)
        if not fault:
            return redirect("public:home")
    context = {"given": given, "fault": fault}
    return render(request, "public/sign_in.html", context, status=422 if fault else 200)


def _fault_in_signing_in(request: HttpRequest, given: str) -> str:
    at = now()
    if is_locked(given, at=at):
        return said(
            request,
            "多次登录失败，为保护您的信息，已暂停登录10分钟。请稍后再试。",
            "Too many sign-ins failed. To protect your record this is closed for ten minutes.",
        )
    citizen = authenticate(request, login=given, password=request.POST.get("password", ""))
    if isinstance(citizen, Clerk) and citizen.kind == Kind.CITIZEN:
        login(request, citizen)
        return ""
    note_failed_sign_in(login=given, at=at)
    return said(
        request,
        "社会保障号码或密码不正确，请核对后重试。",
        "The social security number or the password is wrong. Check both and try again.",
    )


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("public:sign_in")
