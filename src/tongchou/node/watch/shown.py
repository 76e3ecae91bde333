"""The measures of a node as Prometheus reads them, for who may operate it."""

import os

from django.http import HttpRequest, HttpResponse
from ninja import Router
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from tongchou.channels.api.auth import whole_node
from tongchou.channels.front.seen import shows_nobody
from tongchou.node.watch.counting import FOLDER
from tongchou.node.watch.state import NodeState

router = Router(tags=["node"])

MEASURES = {
    "description": "Measures, in Prometheus' text format.",
    "content": {"text/plain": {"schema": {"type": "string"}}},
}
"""How the document describes what is answered."""


@router.get("/metrics", openapi_extra={"responses": {200: MEASURES}})
@shows_nobody
def metrics(request: HttpRequest) -> HttpResponse:
    """Return the node's measures in Prometheus' text format 监控指标."""
    whole_node(request, "operate", "supervise")
    registry = CollectorRegistry()
    registry.register(NodeState())
    if os.environ.get(FOLDER):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        shown = generate_latest(registry)
    else:
        shown = generate_latest(registry) + generate_latest(REGISTRY)
    return HttpResponse(shown, content_type=CONTENT_TYPE_LATEST)
