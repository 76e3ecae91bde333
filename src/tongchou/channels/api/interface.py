"""The interface as django-ninja runs it: whatever is amiss is told as a problem."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from tongchou.channels.api.problems import problem


class Interface(NinjaAPI):
    """An interface whose errors have one shape."""

    def set_default_exception_handlers(self) -> None:
        """Tell as a problem what a view raises; what broke is Django's to write down."""
        self.add_exception_handler(Http404, _not_found)
        self.add_exception_handler(HttpError, _said)
        self.add_exception_handler(ValidationError, _not_as_described)


def _not_found(request: HttpRequest, fault: Exception | type[Exception]) -> HttpResponse:
    del request, fault
    return problem(404)


def _said(request: HttpRequest, fault: Any) -> HttpResponse:
    """Tell an error that a view raised with its sentence; ninja's own sentences say less.

    What the parser of bodies found is what ninja's error came from.
    """
    if isinstance(fault.__cause__, ValidationError):
        return _not_as_described(request, fault.__cause__)
    headers = dict(getattr(fault, "headers", {}))
    if fault.status_code == 401:  # noqa: PLR2004 - the statuses are HTTP's
        headers["WWW-Authenticate"] = "Bearer"
    detail = "" if fault.message in NINJAS_WORDS else fault.message
    return problem(fault.status_code, detail, headers=headers)


NINJAS_WORDS = {"Unauthorized", "Cannot parse request body"}


def _not_as_described(request: HttpRequest, fault: Any) -> HttpResponse:
    """Tell which parts of a request are not as the schema describes them."""
    del request
    errors = [
        {"in": str(one["loc"][0]), "pointer": _pointer(one["loc"]), "detail": str(one["msg"])}
        for one in fault.errors[:ERRORS_MAX]
    ]
    said = "; ".join(f"{one['in']} {one['pointer']}: {one['detail']}" for one in errors[:3])
    return problem(422, f"请求与接口描述不符 · not as described: {said}", errors=errors)


ERRORS_MAX = 100


def _pointer(place: Sequence[str | int]) -> str:
    """Return where in its part of the request a fault is, as a JSON pointer (RFC 6901).

    The second word of a place in a body is how our function calls the body.
    """
    source, *parts = place
    within = parts[1:] if source == "body" else parts
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in within)


class ComeAgain(HttpError):
    """Nobody is let in at this moment; `seconds` is when to come again."""

    def __init__(self, status: int, message: str, *, seconds: int) -> None:
        super().__init__(status, message)
        self.headers = {"Retry-After": str(max(1, seconds))}


class TooMany(ComeAgain):
    """Somebody asks too often."""

    def __init__(self, message: str, *, seconds: int) -> None:
        super().__init__(429, message, seconds=seconds)
