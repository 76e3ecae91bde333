"""The citizens' entrance: social security number and password, and the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import Door, come_in, go_out
from tongchou.agency.models import Kind
from tongchou.channels.front.password import own_password
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.channels.public.access import for_citizens


@never_cache
@require_http_methods(["GET", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a citizen in by their social security number."""
    given, door = "".join(request.POST.get("ssn", "").split()).upper(), Door()
    if request.method == "POST":
        password = request.POST.get("password", "")
        door = come_in(request, given=given, password=password, kind=Kind.CITIZEN, at=now())
        if door.fault is None:
            return door.mark(redirect("public:home"), request)
    context = {"given": given, "fault": door.fault}
    return render(request, "public/sign_in.html", context, status=door.status)


@require_POST
@shows_nobody
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close all sessions of the login."""
    go_out(request, at=now())
    return redirect("public:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_citizens
@shows_nobody
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody choose another password."""
    return own_password(request, template="public/password.html", home="public:home")
