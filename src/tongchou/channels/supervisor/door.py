"""Signing in and out of the ministry's pages."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import go_out, staff_sign_in
from tongchou.channels.front.password import own_password
from tongchou.channels.front.second import second_factor
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.channels.supervisor.access import for_supervisors


@never_cache
@require_http_methods(["GET", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let someone in who works here."""
    return staff_sign_in(
        request, template="supervisor/sign_in.html", home="supervisor:country", at=now()
    )


@require_POST
@shows_nobody
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close all sessions of the login."""
    go_out(request, at=now())
    return redirect("supervisor:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_supervisors
@shows_nobody
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody choose another password."""
    return own_password(request, template="supervisor/password.html", home="supervisor:country")


@require_http_methods(["GET", "HEAD", "POST"])
@shows_nobody
def second(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the second factor, or show how to set one up."""
    return second_factor(
        request, template="supervisor/second.html", home="supervisor:country", guard=for_supervisors
    )
