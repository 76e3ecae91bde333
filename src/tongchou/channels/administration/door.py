"""Signing in and out of the pages of administration, and where they begin."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongchou.agency.door import go_out, staff_sign_in
from tongchou.channels.administration.access import (
    AUDIT,
    administrator_of,
    for_administrators,
)
from tongchou.channels.front.password import own_password
from tongchou.channels.front.second import second_factor
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now


@require_safe
@for_administrators
@shows_nobody
def begin(request: HttpRequest) -> HttpResponse:
    """Lead an administrator to their own part."""
    if administrator_of(request).has_duty(AUDIT):
        return redirect("administration:records", "acts")
    return redirect("administration:clerks")


@never_cache
@require_http_methods(["GET", "POST"])
@shows_nobody
def sign_in(request: HttpRequest) -> HttpResponse:
    """Let an administrator in."""
    return staff_sign_in(
        request, template="administration/sign_in.html", home="administration:home", at=now()
    )


@require_POST
@shows_nobody
def sign_out(request: HttpRequest) -> HttpResponse:
    """Close all sessions of the login."""
    go_out(request, at=now())
    return redirect("administration:sign_in")


@require_http_methods(["GET", "HEAD", "POST"])
@for_administrators
@shows_nobody
def password(request: HttpRequest) -> HttpResponse:
    """Let an administrator choose another password."""
    return own_password(
        request, template="administration/password.html", home="administration:home"
    )


@require_http_methods(["GET", "HEAD", "POST"])
@shows_nobody
def second(request: HttpRequest) -> HttpResponseBase:
    """Ask for the code of the second factor, or show how to set one up."""
    return second_factor(
        request,
        template="administration/second.html",
        home="administration:home",
        guard=for_administrators,
    )
