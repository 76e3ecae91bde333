"""The addresses of this node: its front door, its machine interface, the faces of its role."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import include, path

from tongchou.node import pages
from tongchou.node.watch.health import echo

urlpatterns = [
    path("", pages.front_door, name="front_door"),
    path("healthz", pages.healthz, name="healthz"),
    path("healthz/echo", echo, name="echo"),
    path("api/v1/", include("tongchou.channels.api.urls")),
    *(path(prefix, include(module)) for prefix, module in settings.PAGES),
]

PUBLIC: Mapping[str, str] = {
    "": "leads to the first page of the role, which asks who is there",
    "healthz": "tells whether the node can work, and nothing else",
    "healthz/echo": "tells whether the node's work is done, and nothing else",
    "api/v1/": "answers that there is nothing",
    "api/v1/sign-in": "an entrance, for who works here",
    "api/v1/openapi.json": "describes the machine interface, and holds no record",
    "api/v1/problems/<kind>": "says what an error means, to who may have lost the token, too",
    "clerk/sign-in": "an entrance",
    "nation/sign-in": "an entrance",
    "my/sign-in": "an entrance",
    "employer/sign-in": "an entrance",
    "administration/sign-in": "an entrance",
    "applies/": "says which figures, steps and time limits hold here: public law, nobody's record",
    "api/v1/applies": "tells a machine the same",
    "log/<log>/<path:name>": "checkpoints and tiles: hashes by which anybody can prove a log",
}
"""The addresses that answer strangers, and why; every other one asks who is there."""

handler400 = "tongchou.node.pages.unreadable"
handler403 = "tongchou.node.pages.not_allowed"
handler404 = "tongchou.node.pages.not_found"
handler500 = "tongchou.node.pages.broken"
