"""Visiting a node in process: its addresses, and a browser or a machine at each of its doors."""

import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec, module_from_spec
from types import ModuleType
from typing import Any

from django.test import Client
from django.test.utils import override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from tongchou.agency.models import Clerk
from tongchou.channels.cli.client import duty_for
from tongchou.node.roles import MINISTRY, PROVINCE

URLS, API = "tongchou.node.urls", "tongchou.channels.api.urls"
HOST = "localhost"
_PART = re.compile(r"<(?:\w+:)?(\w+)>")


@cache
def addresses_of(role_name: str) -> ModuleType:
    """Return the addresses that a node of this role answers, as its own process reads them."""
    role = {role.name: role for role in (PROVINCE, MINISTRY)}[role_name]
    kept = sys.modules.pop(API, None)
    try:
        with override_settings(PAGES=role.pages, API_ROUTERS=role.routers):
            spec = find_spec(URLS)
            assert spec is not None
            assert spec.loader is not None
            module = module_from_spec(spec)
            spec.loader.exec_module(module)
    finally:
        sys.modules.pop(API, None)
        if kept:
            sys.modules[API] = kept
    return module


@dataclass(frozen=True)
class Address:
    """One address of a node as its patterns write it: `clerk/people/<uuid:person_id>`."""

    route: str

    @property
    def parts(self) -> frozenset[str]:
        """The names of the identifiers that it takes."""
        return frozenset(_PART.findall(self.route))

    @property
    def is_for_machines(self) -> bool:
        """Whether it belongs to the machine interface, which knows tokens and no sessions."""
        return self.route.startswith(("api/v1/", "sync/"))

    @property
    def face(self) -> str:
        """The face it belongs to: clerk, nation, my, api, sync."""
        return self.route.partition("/")[0]

    def path(self, facts: Mapping[str, Any]) -> str:
        """Return where to go, with the identifiers put in; a `KeyError` names one not given."""
        return "/" + _PART.sub(lambda part: str(facts[part[1]]), self.route)


def every_address(role_name: str) -> list[Address]:
    """Return every address that a node of this role answers, each once."""
    routes = _routes(get_resolver(addresses_of(role_name)).url_patterns, "")
    return [Address(route) for route in dict.fromkeys(routes)]


def _routes(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


class Browser(Client):
    """A browser: where a form is put back, it goes on to the page that shows what is wrong."""

    def post(self, *asked: Any, **facts: Any) -> Any:
        """Send a form, and follow where it is put back to."""
        answer = super().post(*asked, **facts)
        return self.get(answer["Location"]) if answer.status_code == SEE_OTHER else answer


SEE_OTHER = 303


def browser(login: str = "", *, checks_csrf: bool = False) -> Client:
    """Return a browser, signed in with a login; a stranger's without one."""
    client = Browser(
        raise_request_exception=False, enforce_csrf_checks=checks_csrf, SERVER_NAME=HOST
    )
    if login:
        client.force_login(Clerk.objects.get(login=login))
    return client


def was_refused(answer: Any) -> bool:
    """Whether a page shows a form again with what is to be put right."""
    return answer.status_code in {200, 422} and 'class="summary"' in answer.content.decode()


def page_of(answer: Any) -> str:
    """Return a page without the white space that stands between its elements."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", answer.content.decode())


def content_of(answer: Any) -> str:
    """Return what an answer says, also where it hands out a file."""
    content = b"".join(answer) if answer.streaming else answer.content
    return str(content.decode())


def machine(token: str) -> Client:
    """Return a machine that calls with a token."""
    bearer = f"Bearer {token}"
    return Client(raise_request_exception=False, SERVER_NAME=HOST, HTTP_AUTHORIZATION=bearer)


class Systems(Client):
    """The systems that call a node, each path by the service whose duty it needs."""

    def __init__(self, sign_ins: Mapping[str, Any]) -> None:
        super().__init__(raise_request_exception=False, SERVER_NAME=HOST)
        self._sign_ins = sign_ins

    def generic(self, method: str, path: Any, *args: Any, **facts: Any) -> Any:
        """Send a request with the token of the service that the path asks for, or of any."""
        asked = duty_for(str(path).removeprefix("/api/v1").partition("?")[0])
        services = self._sign_ins["services"]
        chosen = next((one for one in services if asked in one["duties"]), services[0])
        facts.setdefault("HTTP_AUTHORIZATION", f"Bearer {chosen['token']}")
        return super().generic(method, path, *args, **facts)


def service_of(sign_ins: Mapping[str, Any], duty: str) -> str:
    """Return the token of the service among a node's demo sign-ins that holds a duty."""
    return str(next(one["token"] for one in sign_ins["services"] if duty in one["duties"]))


def token_of(sign_ins: Mapping[str, Any], login: str) -> str:
    """Return the token of a clerk among a node's demo sign-ins."""
    return str(next(one["token"] for one in sign_ins["clerks"] if one["login"] == login))
