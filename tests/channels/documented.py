"""What the interface answers, compared with what its document says that it answers."""

import json
import re
from functools import cache
from typing import Any

from django.conf import settings
from django.test import Client
from jsonschema import Draft202012Validator

ANSWERED_BEFORE = frozenset({400, 404, 405, 415})
"""What an address or a method that the document does not know may answer."""

PATH = "/api/v1/openapi.json"


class Document:
    """The document of a node's interface, and what an answer says against it."""

    def __init__(self, told: dict[str, Any]) -> None:
        self.told = told
        self._paths = [
            (re.compile(re.sub(r"{\w+}", "[^/]+", path)), operations)
            for path, operations in sorted(told["paths"].items(), key=lambda one: one[0].count("{"))
        ]
        self._validators: dict[str, Draft202012Validator] = {}

    def faults(self, method: str, path: str, answer: Any) -> list[str]:
        """Return in what an answer is not as described."""
        fitting = [told for pattern, told in self._paths if pattern.fullmatch(path)]
        operation = fitting[0].get(method) if fitting else None  # the first, as the node looks
        if operation is None:
            is_turned_away = answer.status_code in ANSWERED_BEFORE
            return [] if is_turned_away else [f"{method} {path}: {answer.status_code}, unknown"]
        described = operation["responses"].get(str(answer.status_code))
        if described is None:
            return [f"{method} {path}: {answer.status_code}"]
        kind = answer["Content-Type"].partition(";")[0]
        headers = described.get("headers", {})
        lacking = {name for name, one in headers.items() if one.get("required")} - {*answer.headers}
        found = [f"{method} {path}: no header {name}" for name in sorted(lacking)]
        if kind not in described["content"]:
            return [*found, f"{method} {path}: {answer.status_code} {kind}"]
        schema = described["content"][kind]["schema"]
        if not kind.endswith("json"):
            return found
        return found + [
            f"{method} {path} {answer.status_code} {fault.json_path}: {fault.message[:200]}"
            for fault in self._validator(schema).iter_errors(json.loads(answer.content))
        ]

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        key = json.dumps(schema)
        if key not in self._validators:
            whole = {**schema, "components": self.told["components"]}
            checker = Draft202012Validator.FORMAT_CHECKER
            self._validators[key] = Draft202012Validator(whole, format_checker=checker)
        return self._validators[key]


@cache
def document_of(node: str) -> Document:
    """Return the document of the node that is open."""
    del node
    return Document(json.loads(Client(SERVER_NAME="localhost").get(PATH).content))


def faults_of(request: dict[str, Any], answer: Any) -> list[str]:
    """Return in what an answer of the open node's interface is not as its document says."""
    path = request.get("PATH_INFO", "")
    if not path.startswith("/api/v1/") or path == PATH:
        return []
    document = document_of(settings.NODE_CODE)
    return document.faults(request["REQUEST_METHOD"].lower(), path, answer)
