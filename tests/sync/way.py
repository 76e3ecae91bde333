"""The way from a province to the ministry, both in one process and one database."""

from typing import Any

import httpx
from django.core.wsgi import get_wsgi_application
from django.urls import include, path
from postbox import MORNING, Desk, registered

from tongchou.events.changes import append, seal

urlpatterns = [path("sync/", include("tongchou.channels.api.sync"))]


class Wire(httpx.BaseTransport):
    """The way to the ministry; it can be cut before the request or before the answer."""

    def __init__(self) -> None:
        self._ministry = httpx.WSGITransport(app=get_wsgi_application())
        self.cut = ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to the ministry, and the answer back."""
        if self.cut == "before":
            raise httpx.ConnectError("no route to the ministry")
        answer = self._ministry.handle_request(request)
        if self.cut == "after":
            raise httpx.ReadTimeout("the answer never came")
        return answer


DESK_OF_THE_MINISTRY = Desk()


def ministry_handlers() -> Any:
    """Return what the ministry does with messages; settings name it by its path."""
    return DESK_OF_THE_MINISTRY.handlers


def happened(*names: str, addressee: str = "") -> None:
    """Write and seal some events in the log of whoever sends in this test."""
    for name in names:
        append([registered(name)], item_number="1", recorded_at=MORNING, addressee=addressee)
    seal()
