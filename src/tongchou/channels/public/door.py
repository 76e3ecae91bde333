"""The citizens' entrance: social security number and password, and the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import go_out
from tongchou.agency.models import Kind
from tongchou.channels.front.own_door import own_sign_in
from tongchou.channels.front.password import own_password
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.channels.public.access import for_citizens

HOME = "public:home"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let a citizen in by their social security number."""
    template = "public/sign_in.html"
    return own_sign_in(request, field="ssn", kind=Kind.CITIZEN, template=template, home=HOME)


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
    return own_password(request, template="public/password.html", home=HOME)
