"""How a command reaches running nodes: their addresses and tokens, and one call."""

import json
import os
import time
from functools import cache
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

import httpx

from tongchou.standards.codes import MINISTRY

NODES = "nodes.json"
"""The list of the running nodes, in the state folder."""

authorities = cache(httpx.create_ssl_context)
"""The authorities that a client trusts, read once: reading them takes 16 ms of CPU a call."""

SERVICE_DUTIES = {
    "declarations": "feed/wage_declaration",
    "dues": "feed/contribution_receipt",
    "citizens": "citizen_sign_ins",
    "query": "query",
    "signals": "query",
    "books": "query",
    "agencies": "system",
    "clerks": "system",
    "duties": "security",
    "tokens": "security",
    "second-factors": "security",
    "records": "audit",
}
"""Which duty a path asks for, by its first part; `operate` where it stands in no line."""


def duty_for(path: str) -> str:
    """Return the duty that a service needs for a path of the interface."""
    first, *rest = path.strip("/").split("/")
    narrowed = {"feeds": "feed", "deliveries": "deliver"}.get(first)
    return f"{narrowed}/{rest[0]}" if narrowed and rest else SERVICE_DUTIES.get(first, "operate")


class Unreachable(Exception):
    """No node runs where one was expected; the message says what to do."""


class NotAnswered(Unreachable):
    """A node answered, but not with what was asked for; asking again does not help."""


class Refused(Exception):
    """A node answered with refusals; `answer` holds them as JSON."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("refused")
        self.answer = answer

    @property
    def is_step_taken(self) -> bool:
        """Whether an item had moved on already when the step was asked for."""
        codes = {refusal["code"] for refusal in self.answer.get("refusals", [])}
        return "workflow.wrong_status" in codes


class Nodes:
    """The running nodes, as `tongchou up` wrote them down.

    With `patience` a call waits so many seconds for a node that is being restarted. What it
    asks twice is done once: feeds are known by their content, items by a key, and a step
    that was taken already is answered with the item as it stands.
    """

    trusts_env = False
    """Whether proxies of the environment stand before them; nodes of this machine have none."""

    def __init__(self, home: Path, *, patience: float = 0) -> None:
        self._patience = patience
        path = home / NODES
        try:
            listed = json.loads(path.read_text(encoding="utf-8"))
            self.listed: dict[str, Any] = {**listed["nodes"]}
        except (FileNotFoundError, NotADirectoryError):
            raise Unreachable(
                "本机没有运行中的节点,请先启动"
                f" · No nodes run here ({path} is missing). Start them with: tongchou up"
                "; or name a node elsewhere with --url, or in a profile"
            ) from None
        except (ValueError, LookupError, TypeError, RecursionError):
            raise Unreachable(
                f"节点清单无法读取,请重新启动 · {path} lists no nodes. Start them anew: tongchou up"
            ) from None

    @property
    def codes(self) -> list[str]:
        """The codes of all running nodes; 00 is the ministry."""
        return sorted(self.listed)

    @property
    def provinces(self) -> list[str]:
        """The codes of the running provinces."""
        return [code for code in self.codes if code != MINISTRY]

    def call(
        self, code: str, method: str, path: str, *, sign_in: str | None = None, **given: Any
    ) -> Any:
        """Call a node's API as one of its demo sign-ins; return the answer's JSON.

        Without a login it is the service whose duty the path needs. Raises `Unreachable` when
        no node answers, `Refused` for refusals.
        """
        key = token_hex(16)
        until = time.monotonic() + self._patience
        asked_again = False
        while True:
            try:
                return self._call_once(code, method, path, sign_in, key, given)
            except NotAnswered:
                raise
            except Unreachable:
                if time.monotonic() > until:
                    raise
                asked_again = True
                time.sleep(0.3)
            except Refused as refusal:
                if not (asked_again and refusal.is_step_taken and path.startswith("/items/")):
                    raise
                return self.call(code, "GET", path.rsplit("/", 1)[0], sign_in=sign_in)

    def _call_once(
        self,
        code: str,
        method: str,
        path: str,
        sign_in: str | None,
        key: str,
        given: dict[str, Any],
    ) -> Any:
        headers = {
            "Authorization": f"Bearer {self._token(code, sign_in, path)}",
            "Idempotency-Key": key,
        }
        return self._sent(code, method, path, headers, given)

    def _sent(
        self, code: str, method: str, path: str, headers: dict[str, str], given: dict[str, Any]
    ) -> Any:
        """Send one request to a node; return the JSON that it answers."""
        node = self.node(code)
        try:
            answer = httpx.request(
                method,
                f"{node['url']}/api/v1{path}",
                headers=headers,
                trust_env=self.trusts_env,
                verify=authorities(),
                **{"timeout": 600, **given},
            )
        except httpx.TransportError as fault:
            raise Unreachable(
                f"节点{code}没有应答 · Node {code} at {node['url']} does not answer: {fault}"
            ) from fault
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.is_client_error and "refusals" in body:
            raise Refused({"refusals": body["refusals"]})
        if answer.is_server_error:
            raise Unreachable(
                f"节点{code}暂时不能工作 · Node {code} cannot work now ({answer.status_code})"
            )
        if answer.is_error:
            raise NotAnswered(
                f"节点{code}未受理 · Node {code} answered {answer.status_code}: {_said(body)}"
            )
        return body

    def public(self, code: str, path: str, **given: Any) -> Any:
        """Return what a node tells anybody, without a token."""
        return self._sent(code, "GET", path, {}, given)

    def log_of(self, code: str) -> dict[str, Any]:
        """Return what a node says of its log and links; empty when it does not answer at once."""
        try:
            found: dict[str, Any] = self.call(code, "GET", "/log", timeout=3)
        except Unreachable:
            return {}
        return found

    def sealed_by(self, code: str) -> int:
        """Return how far a node says its log is sealed; 0 when it does not answer at once."""
        return int(self.log_of(code).get("sealed", 0))

    def upkeep_of(self, code: str) -> dict[str, Any]:
        """Return the last backup and drill of a node; empty without any, or when it is silent."""
        try:
            last: dict[str, Any] = self.call(code, "GET", "/upkeep", timeout=3)["last"]
        except Unreachable:
            return {}
        return last if any(last.values()) else {}

    def signals_of(self, item_number: str) -> list[dict[str, Any]]:
        """Return the rows of one declaration that raised a signal at the ministry."""
        if MINISTRY not in self.codes:
            return []
        found = self.call(MINISTRY, "GET", "/signals", params={"item_number": item_number})
        rows = [
            {"row": place["row"], "signal": signal["code"]}
            for signal in found
            for place in signal["places"]
            if place["item_number"] == item_number
        ]
        return sorted(rows, key=lambda row: int(row["row"]))

    def wait_until_held(self, provinces: list[str], *, seconds: float) -> bool:
        """Wait until the ministry holds all these provinces wrote so far; say whether it does."""
        if MINISTRY not in self.codes:
            return False
        until = time.monotonic() + seconds
        wanted = {code: self.call(code, "GET", "/log")["written"] for code in provinces}
        while True:
            rows = self.call(MINISTRY, "GET", "/status")["provinces"]
            held = {row["province"]: row["held"] for row in rows}
            if all(held.get(code, 0) >= wanted[code] for code in provinces):
                return True
            if not time.monotonic() < until:  # also where `seconds` is no number
                return False
            time.sleep(0.2)

    def node(self, code: str) -> dict[str, Any]:
        """Return what is known of a running node; raises `Unreachable` for any other."""
        node: dict[str, Any] | None = self.listed.get(code)
        if node is None:
            raise Unreachable(
                f"节点{code}不在本机运行 · Node {code} does not run here; these do:"
                f" {', '.join(self.codes)}"
            )
        return node

    def _token(self, code: str, sign_in: str | None, path: str) -> str:
        signed_in = self.node(code)["sign_ins"]
        staff = [*signed_in["clerks"], *signed_in.get("administrators", [])]
        if sign_in is None:
            duty = duty_for(path)
            for one in [*signed_in["services"], *signed_in.get("administrators", [])]:
                if duty in one["duties"]:
                    return str(one["token"] or self._own_token(code, one))
            raise Unreachable(f"Node {code} has no demo sign-in with the duty '{duty}'")
        for one in staff:
            if one["login"] == sign_in:
                return str(one["token"] or self._own_token(code, one))
        raise Unreachable(f"Node {code} has no demo sign-in '{sign_in}'")

    def _own_token(self, code: str, one: dict[str, Any]) -> str:
        """Return a token of an hour, which somebody without one gets by their password."""
        answer = self.sign_in(code, {"login": one["login"], "password": one["password"]})
        return str(answer["token"])

    def sign_in(self, code: str, given: dict[str, str]) -> dict[str, Any]:
        """Return the token that a login and its password are given; another may be `chosen`."""
        answer: dict[str, Any] = self._sent(code, "POST", "/sign-in", {}, {"json": given})
        return answer


def path_part(text: str) -> str:
    """Return what a user typed as one part of a path, whatever characters are in it."""
    return quote(text, safe="", errors="replace")


def _said(problem: dict[str, Any]) -> str:
    """Return in one line why a node did not take a request."""
    if errors := problem.get("errors"):
        return "; ".join(f"{one['in']} {one['pointer']}: {one['detail']}" for one in errors)
    return str(problem.get("detail", ""))


def home_of(given: Path | None) -> Path:
    """Return the state folder: the one given, `TONGCHOU_HOME`, or .tongchou here."""
    return given or Path(os.environ.get("TONGCHOU_HOME") or ".tongchou")
