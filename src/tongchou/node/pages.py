"""The pages that belong to the node itself: its front door, its health, its refusals."""

import json
import logging

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from tongchou.channels.api.problems import PREFIX, problem
from tongchou.sync.keys import Keyring

MACHINE_PATHS = (PREFIX, "/sync/")

log = logging.getLogger(__name__)


def front_door(request: HttpRequest) -> HttpResponse:
    """Lead to where most visitors of this node go."""
    del request
    return redirect(settings.ROLE.home)


def healthz(request: HttpRequest) -> HttpResponse:
    """Say whether the node can work; public, and silent about everything else.

    A node without its key can neither send nor prove what it sealed.
    """
    del request
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        ready = Keyring(settings.HOME, settings.NODE_CODE).is_whole
    except DatabaseError:
        ready = False
    told = {"node": settings.NODE_CODE, "role": settings.ROLE.name, "ready": ready}
    return JsonResponse(told, status=200 if ready else 503)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form grew too old, and that nothing was changed."""
    del reason
    return render(request, "look/csrf.html", status=403)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a page lies outside the visitor's scope."""
    del exception
    return render(request, "look/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    del exception
    if request.path.startswith(MACHINE_PATHS):
        return problem(404)
    return render(request, "look/404.html", status=404)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that a request could not be read, and that nothing was changed."""
    del exception
    if request.path.startswith(MACHINE_PATHS):
        return problem(400)
    return render(request, "look/400.html", status=400)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke here, and that nothing was half written."""
    if request.path.startswith(MACHINE_PATHS):
        said = problem(500)
        log.error("answered %s", json.loads(said.content)["instance"])
        return said
    return render(request, "look/500.html", status=500)
