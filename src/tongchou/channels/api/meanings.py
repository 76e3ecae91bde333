"""What a machine may look up of the interface itself: what a type of problem means."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.errors import HttpError

from tongchou.channels.api.problems import KINDS
from tongchou.channels.api.statuses import NOT_FOUND, also
from tongchou.channels.front.seen import shows_nobody

router = Router(tags=["meanings"])


@router.get("/problems/{name}", auth=None, openapi_extra=also(NOT_FOUND))
@shows_nobody
def meaning_of_problem(request: HttpRequest, name: str) -> Any:
    """Return what a type of problem means, as the `type` of an error names it."""
    del request
    for status, kind in KINDS.items():
        if kind.name == name:
            title = kind.title.as_json()
            return {"name": name, "status": status, "title": title, "when": kind.when}
    raise HttpError(404, f"没有{name}这类问题 · no type of problem is called {name}")
