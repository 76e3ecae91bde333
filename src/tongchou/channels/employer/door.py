"""The employers' entrance: the login from the counter's slip and a password, and the way out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import go_out
from tongchou.agency.models import Kind
from tongchou.channels.employer.access import for_employers
from tongchou.channels.front.own_door import own_sign_in
from tongchou.channels.front.password import own_password
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now

HOME = "employer:home"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let an employer's user in."""
    template = "employer/sign_in.html"
    return own_sign_in(request, field="login", kind=Kind.EMPLOYER, template=template, home=HOME)


@require_POST
@shows_nobody
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close all sessions of the login."""
    go_out(request, at=now())
    return redirect("employer:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_nobody
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody choose another password."""
    return own_password(request, template="employer/password.html", home=HOME)
