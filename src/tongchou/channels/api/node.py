"""What a machine may ask of any node: how far its log is, and whether it is whole."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Router

from tongchou.channels.api.auth import whole_node
from tongchou.events import queries as events

router = Router(tags=["node"])


@router.get("/log")
def log(request: HttpRequest) -> Any:
    """Return how far the log is sealed, and how many events were written in all."""
    whole_node(request)
    sealed, written = events.reach()
    return {"node": settings.NODE_CODE, "sealed": sealed, "written": written}


@router.get("/verify")
def verify(request: HttpRequest) -> Any:
    """Prove the sealed log: every position at which it is not what was sealed."""
    whole_node(request)
    breaks = [{"position": fault.position, "what": fault.what} for fault in events.verify()]
    return {"positions": events.tip()[0], "breaks": breaks}
