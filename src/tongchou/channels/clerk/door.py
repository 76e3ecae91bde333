"""Signing in and out of the clerks' pages."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.door import go_out, staff_sign_in
from tongchou.agency.models import Clerk
from tongchou.channels.clerk.access import for_clerks
from tongchou.channels.front.password import own_password
from tongchou.channels.front.second import second_factor
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now
from tongchou.workflow.changes import stop_work


@never_cache
@require_http_methods(["GET", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let someone in who works here."""
    return staff_sign_in(request, template="clerk/sign_in.html", home="clerk:inbox", at=now())


@require_POST
@shows_nobody
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close all sessions of the login, and let go of what it works on."""
    if isinstance(request.user, Clerk):
        stop_work(request.user)
    go_out(request, at=now())
    return redirect("clerk:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_nobody
def password(request: HttpRequest) -> HttpResponse:
    """Let somebody choose another password."""
    return own_password(request, template="clerk/password.html", home="clerk:inbox")


@require_http_methods(["GET", "HEAD", "POST"])
@shows_nobody
def second(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the second factor, or show how to set one up."""
    return second_factor(
        request, template="clerk/second.html", home="clerk:inbox", guard=for_clerks
    )
