"""What every request passes: can it be kept, may it be cached, in which language is it said."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import resolve

from tongchou.channels.api.certified import CERTIFIED
from tongchou.channels.api.problems import PREFIX, problem
from tongchou.node.gate import CALLER
from tongchou.node.log_port import Called
from tongchou.node.pages import MACHINE_PATHS
from tongchou.standards import codes
from tongchou.sync.changes import note_outage

Handler = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)
LANGUAGES = ("zh", "en")
FORM_BYTES_MAX = 256 * 1024
"""The most that is typed in one form; taking its escapes apart costs seventy times its bytes."""


def certified(handler: Handler) -> Handler:
    """Let in by the port of the log only whose certificate is valid now; note whose it is."""

    def handled(request: HttpRequest) -> HttpResponse:
        called: Called | None = request.META.get(CALLER)
        if called is None:  # a port that asks for no certificate
            return handler(request)
        if called.fault is None:
            request.META[CERTIFIED] = called.node
            return handler(request)
        if called.node in settings.ROLE.peers:
            said = f"{called.fault.text.zh} / {called.fault.text.en}"
            note_outage(called.node, outage=said, at=settings.NOW())
        answer = {"position": 0, "refusal": called.fault.as_json()}
        return JsonResponse(answer, status=403)

    return handled


def content_policy(handler: Handler) -> Handler:
    """Allow a page nothing that does not come from its own node."""

    def handled(request: HttpRequest) -> HttpResponse:
        response = handler(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return handled


def keepable(handler: Handler) -> Handler:
    """Turn away text that no database can keep, wherever in a request it stands.

    PostgreSQL keeps every character but NUL, which nobody types: a program sends it. What a
    machine sends is not read here but where it is taken in, because it can be read only once.
    """

    def handled(request: HttpRequest) -> HttpResponse:
        typed = [*request.GET.lists()]
        if not request.path.startswith(MACHINE_PATHS):
            if not _is_within_bounds(request):
                raise BadRequest("a form of too many bytes")
            typed += request.POST.lists()
        texts = (text for name, values in typed for text in (name, *values))
        if any("\0" in text for text in (request.path, *texts, *request.COOKIES.values())):
            raise BadRequest("a NUL character")
        return handler(request)

    return handled


def machines(handler: Handler) -> Handler:
    """Answer machines here: what follows serves browsers alone, sessions, forms, a language."""

    def handled(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(MACHINE_PATHS):
            return handler(request)
        request.get_host()  # raises for a name that is none of this node's, as it does for pages
        request.resolver_match = found = resolve(request.path_info)
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and _is_of_interface(request):
            response = problem(405, headers={"Allow": response.headers["Allow"]})
        if not response.streaming:
            response.headers["Content-Length"] = str(len(response.content))
        return response

    return handled


def _is_of_interface(request: HttpRequest) -> bool:
    return request.path_info.startswith(PREFIX)


def _is_within_bounds(request: HttpRequest) -> bool:
    """Whether a form is as short as any is; one with a file is read as a stream."""
    has_file = request.content_type == "multipart/form-data"
    return has_file or int(request.META.get("CONTENT_LENGTH") or 0) <= FORM_BYTES_MAX


def language(handler: Handler) -> Handler:
    """Give each request its language: asked for, remembered, or Chinese."""

    def handled(request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language", "")
        chosen = asked if asked in LANGUAGES else request.COOKIES.get("language", "zh")
        request.language = chosen if chosen in LANGUAGES else "zh"  # type: ignore[attr-defined]
        response = handler(request)
        if asked in LANGUAGES:
            response.set_cookie("language", asked, max_age=31_536_000, samesite="Lax")
        return response

    return handled


def node_context(request: HttpRequest) -> dict[str, Any]:
    """Tell every template which node it stands on, and whether its clock is the demo's."""
    del request
    return {
        "node_code": settings.NODE_CODE,
        "node": codes.table("divisions")[settings.NODE_CODE],
        "role": settings.ROLE.name,
        "home": settings.ROLE.home,
        "clock_on": settings.CLOCK_ON,
        "idle_seconds": settings.IDLE_MINUTES * 60,
    }
