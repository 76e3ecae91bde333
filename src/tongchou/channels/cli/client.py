"""How a command reaches running nodes: their addresses and tokens, and one call."""

import json
import os
from pathlib import Path
from typing import Any

import httpx

MINISTRY = "00"


class Unreachable(Exception):
    """No node runs where one was expected; the message says what to do."""


class Refused(Exception):
    """A node answered with refusals; `answer` holds them as JSON."""

    def __init__(self, answer: dict[str, Any]) -> None:
        super().__init__("refused")
        self.answer = answer


class Nodes:
    """The running nodes, as `tongchou up` wrote them down."""

    def __init__(self, home: Path) -> None:
        self._path = home / "nodes.json"
        try:
            self._listed: dict[str, Any] = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise Unreachable(
                f"No nodes run here ({self._path} is missing). Start them with: tongchou up"
            ) from None

    @property
    def codes(self) -> list[str]:
        """The codes of all running nodes; 00 is the ministry."""
        return sorted(self._listed["nodes"])

    @property
    def provinces(self) -> list[str]:
        """The codes of the running provinces."""
        return [code for code in self.codes if code != MINISTRY]

    def call(
        self, code: str, method: str, path: str, *, sign_in: str = "service", **given: Any
    ) -> Any:
        """Call a node's API as one of its demo sign-ins; return the answer's JSON.

        Raises `Unreachable` when no node answers, `Refused` for refusals.
        """
        node = self._node(code)
        headers = {"Authorization": f"Bearer {self._token(code, sign_in)}"}
        try:
            answer = httpx.request(
                method, f"{node['url']}/api{path}", headers=headers, timeout=600, **given
            )
        except httpx.TransportError as fault:
            raise Unreachable(f"Node {code} at {node['url']} does not answer: {fault}") from fault
        body = answer.json() if "json" in answer.headers.get("content-type", "") else {}
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise Refused(body)
        if answer.is_error:
            raise Unreachable(f"Node {code} answered {answer.status_code}: {body or answer.text}")
        return body

    def _node(self, code: str) -> dict[str, Any]:
        node: dict[str, Any] | None = self._listed["nodes"].get(code)
        if node is None:
            raise Unreachable(f"Node {code} does not run here; these do: {', '.join(self.codes)}")
        return node

    def _token(self, code: str, sign_in: str) -> str:
        signed_in = self._node(code)["sign_ins"]
        if sign_in == "service":
            return str(signed_in["service"])
        for clerk in signed_in["clerks"]:
            if clerk["login"] == sign_in:
                return str(clerk["token"])
        raise Unreachable(f"Node {code} has no demo sign-in '{sign_in}'")


def home_of(given: Path | None) -> Path:
    """Return the state folder: the one given, `TONGCHOU_HOME`, or .tongchou here."""
    return given or Path(os.environ.get("TONGCHOU_HOME", ".tongchou"))
