"""The page of the second factor, on every face of staff: a code at each sign-in, and setting up."""

from collections.abc import Callable

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from tongchou.agency.awaited import awaited, has_enrolled
from tongchou.agency.changes import address_in, begin_second_factor
from tongchou.agency.door import View, go_out, led_in, signed_in, wanted_of
from tongchou.agency.models import Clerk
from tongchou.agency.second_step import confirm
from tongchou.channels.front.visit import now
from tongchou.standards.text import Text

GROUP = 4
"""In groups of so many signs a secret is shown, so that it can be typed."""


def second_factor(
    request: HttpRequest, *, template: str, home: str, guard: Callable[[View], View]
) -> HttpResponseBase:
    """Ask whose password was right for the code; whoever has no secret yet is shown one first.

    Who is signed in, and passes the `guard` of the face, sees whether they have a second factor.
    """
    door = f"{home.partition(':')[0]}:sign_in"
    if request.user.is_authenticated:
        return guard(_own)(request, template, door)
    clerk, status = awaited(request, at=now()), 200
    fault: Text | None = None
    if clerk is None:
        return redirect(door)
    wanted = wanted_of(request)
    if request.method == "POST":
        code = "".join(request.POST.get("code", "").split())
        passed = confirm(request, code=code, at=now())
        if passed.fault is None:
            return passed.mark(led_in(request, wanted, home=home), request)
        fault, status = passed.fault, passed.status
    enrolment = {} if has_enrolled(clerk) else _enrolment(clerk)
    facts = {"fault": fault, "next": wanted, **enrolment}
    response = render(request, template, facts, status=status)
    response["Cache-Control"] = "no-store"
    return response


def _own(request: HttpRequest, template: str, door: str) -> HttpResponse:
    """Show somebody whether they have a second factor; who has none may begin one.

    They are signed out, and set it up when they come in the next time, behind the password.
    """
    visitor = signed_in(request)
    has_one = has_enrolled(visitor)
    if request.method == "POST" and not has_one:
        begin_second_factor(visitor)
        go_out(request, at=now())
        return redirect(door)
    return render(request, template, {"is_own": True, "has_one": has_one})


def _enrolment(clerk: Clerk) -> dict[str, str]:
    """Return what a clerk sets an authenticator up with: the secret as text, URI and picture."""
    secret = begin_second_factor(clerk)
    uri = address_in(secret, clerk, node=settings.NODE_CODE)
    picture = segno.make(uri, error="m").svg_data_uri(scale=4, border=2, light="white")
    groups = (secret[at : at + GROUP] for at in range(0, len(secret), GROUP))
    return {"secret": " ".join(groups), "uri": uri, "picture": picture}
