"""Signing in and out of the clerks' pages."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import come_in
from tongchou.agency.models import Kind
from tongchou.channels.clerk.access import now


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a clerk in, and lead them to the page they wanted."""
    given, fault = request.POST.get("login", "").strip(), None
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
        wanted = ""
    if request.method == "POST":
        password = request.POST.get("password", "")
        fault = come_in(request, given=given, password=password, kind=Kind.CLERK, at=now())
        if fault is None:
            return redirect(wanted or "clerk:inbox")
    context = {"given": given, "fault": fault, "next": wanted}
    return render(request, "clerk/sign_in.html", context, status=422 if fault else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("clerk:sign_in")
