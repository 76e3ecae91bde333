"""The addresses of this node: its front door, its machine interface, the faces of its role."""

from django.conf import settings
from django.urls import include, path

from tongchou.node import pages

urlpatterns = [
    path("", pages.front_door, name="front_door"),
    path("healthz", pages.healthz, name="healthz"),
    path("api/", include("tongchou.channels.api.urls")),
    *(path(prefix, include(module)) for prefix, module in settings.PAGES),
]

handler400 = "tongchou.node.pages.unreadable"
handler403 = "tongchou.node.pages.not_allowed"
handler404 = "tongchou.node.pages.not_found"
handler500 = "tongchou.node.pages.broken"
