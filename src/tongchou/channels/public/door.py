"""The citizens' entrance: social security number and password, and the way out."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import come_in
from tongchou.agency.models import Kind
from tongchou.channels.public.access import now


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a citizen in by their social security number."""
    given, fault = "".join(request.POST.get("ssn", "").split()).upper(), None
    if request.method == "POST":
        password = request.POST.get("password", "")
        fault = come_in(request, given=given, password=password, kind=Kind.CITIZEN, at=now())
        if fault is None:
            return redirect("public:home")
    context = {"given": given, "fault": fault}
    return render(request, "public/sign_in.html", context, status=422 if fault else 200)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close the session."""
    logout(request)
    return redirect("public:sign_in")
