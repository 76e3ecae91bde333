"""Who may open a citizen's page: the citizen whose record it is, and nobody else."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from tongchou.agency.models import Clerk, Kind
from tongchou.standards.text import Text

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_citizens(view: View[P]) -> View[P]:
    """Open a page to signed-in citizens; send strangers to the door, turn others away."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **facts: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), reverse("public:sign_in"))
        if citizen_of(request).kind != Kind.CITIZEN:
            raise PermissionDenied
        response = view(request, *args, **facts)
        response["Cache-Control"] = "no-store"
        return response

    return guarded


def citizen_of(request: HttpRequest) -> Clerk:
    """Return the citizen who asks; their login is their social security number."""
    citizen = request.user
    if not isinstance(citizen, Clerk):
        raise PermissionDenied
    return citizen


def now() -> datetime:
    """Return the node's time: a channel is where the clock is read."""
    at: datetime = settings.NOW()
    return at


def said(request: HttpRequest, zh: str, en: str) -> str:
    """Return a sentence in the citizen's language."""
    return Text(zh, en).of(getattr(request, "language", "zh"))
