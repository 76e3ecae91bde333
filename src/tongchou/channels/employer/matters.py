"""An employer's own matters: declared, started, followed, mended and withdrawn by its users."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongchou.channels.employer.access import for_employers
from tongchou.channels.employer.lookups import WALLS
from tongchou.channels.front import own_acts, own_matters
from tongchou.channels.front.own_matters import Face
from tongchou.channels.front.seen import shows_people

FACE = Face("employer/frame.html", "employer", walls=WALLS)


@require_safe
@for_employers
@shows_people("employer.matters")
def list_matters(request: HttpRequest) -> HttpResponseBase:
    """List the employer's matters, and what it may start."""
    return own_matters.list_matters(request, FACE)


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_people("employer.start")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item's form, and hand the matter in when it is sent."""
    return own_acts.start(request, FACE, code)


@require_safe
@for_employers
@shows_people("employer.matter")
def show(request: HttpRequest, number: str) -> HttpResponse:
    """Show where a matter stands."""
    return own_matters.show(request, FACE, number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_people("employer.correct")
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Show what came back for correction, and hand it in again."""
    return own_acts.correct(request, FACE, number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_employers
@shows_people("employer.withdraw")
def withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """Ask whether a matter is to be withdrawn, and withdraw it."""
    return own_acts.withdraw(request, FACE, number)


@require_POST
@for_employers
@shows_people("employer.attach")
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach scans for a paper of a matter."""
    return own_acts.attach(request, FACE, number)
