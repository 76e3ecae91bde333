"""A node behind a proxy that speaks HTTPS takes forms, and asks browsers to come by it only."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from visiting import HOST

from tongchou.node.gate import Gate
from tongchou.node.serve import servers_at

ORIGIN = {"origin": f"https://{HOST}"}


@pytest.mark.parametrize(("behind", "scheme"), [(True, "https"), (False, "http")])
def test_the_server_names_the_scheme_that_browsers_see(behind: bool, scheme: str) -> None:
    asked = {
        "type": "http", "http_version": "1.1", "method": "GET", "path": "/", "scheme": "http",
        "query_string": b"", "headers": [],
    }  # fmt: skip
    with override_settings(BEHIND_HTTPS=behind):
        (server,) = servers_at("127.0.0.1", 8634)

    gate: Gate = server.target
    assert gate.environ(asked, BytesIO(), 0)["wsgi.url_scheme"] == scheme


@pytest.mark.parametrize(("secure", "status"), [(True, 302), (False, 403)])
def test_a_form_is_taken_when_the_scheme_is_the_one_the_browser_sees(
    counter: dict[str, Any], secure: bool, status: int
) -> None:
    del counter
    visitor = Client(SERVER_NAME=HOST, enforce_csrf_checks=True)
    visitor.get("/clerk/sign-in", secure=secure)
    token = visitor.cookies[settings.CSRF_COOKIE_NAME].value
    form = {"login": "clerk", "password": "by-the-book", "csrfmiddlewaretoken": token}

    answer = visitor.post("/clerk/sign-in", form, secure=secure, headers=ORIGIN)

    assert answer.status_code == status


@override_settings(SECURE_HSTS_SECONDS=60)
def test_a_browser_that_came_by_https_is_asked_to_stay_with_it(counter: dict[str, Any]) -> None:
    del counter

    answers = [Client(SERVER_NAME=HOST).get("/healthz", secure=way) for way in (True, False)]

    asked = [answer.get("Strict-Transport-Security") for answer in answers]
    assert asked == ["max-age=60", None]
