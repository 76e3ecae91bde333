"""Who may open a clerk's page, and what every such page is told."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongchou.agency.models import Clerk, Kind
from tongchou.standards.text import Text
from tongchou.workflow.definition import BEIJING
from tongchou.workflow.queries import inbox

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_clerks(view: View[P]) -> View[P]:
    """Open a page to clerks of an agency; send strangers to the door, turn others away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **facts: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("clerk:sign_in"))
        clerk = clerk_of(request)
        if clerk.kind != Kind.CLERK or clerk.scope is None:
            raise PermissionDenied
        response = view(request, *args, **facts)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def clerk_of(request: HttpRequest) -> Clerk:
    """Return the clerk who asks."""
    clerk = request.user
    if not isinstance(clerk, Clerk):
        raise PermissionDenied
    return clerk


def scope_of(request: HttpRequest) -> str:
    """Return the prefix of division codes that the clerk may see."""
    return clerk_of(request).scope or ""


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def today() -> date:
    """Return today's date at the counter."""
    return now().astimezone(BEIJING).date()


def language_of(request: HttpRequest) -> str:
    """Return the language in which the clerk reads: "zh" or "en"."""
    return getattr(request, "language", "zh")


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the clerk's language."""
    return Text(zh, en).of(language_of(request))


def page(
    request: HttpRequest, template: str, section: str, *, status: int = 200, **facts: Any
) -> HttpResponse:
    """Render a clerk's page with its place in the side navigation and the inbox's count."""
    waiting = inbox(clerk_of(request), which="mine").count()
    context = {"section": section, "waiting": waiting, "today": today(), **facts}
    return render(request, f"clerk/{template}", context, status=status)
