"""Who may open the ministry's pages, and what every such page is told."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongchou.agency.models import Clerk
from tongchou.standards.text import Text

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_supervisors(view: View[P]) -> View[P]:
    """Open a page to those who watch the whole country; turn others away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **facts: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("supervisor:sign_in"))
        supervisor = supervisor_of(request)
        if supervisor.scope != "" or not supervisor.has_duty("supervise"):
            raise PermissionDenied
        response = view(request, *args, **facts)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def supervisor_of(request: HttpRequest) -> Clerk:
    """Return the supervisor who asks."""
    supervisor = request.user
    if not isinstance(supervisor, Clerk):
        raise PermissionDenied
    return supervisor


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the supervisor's language."""
    return Text(zh, en).of(getattr(request, "language", "zh"))
