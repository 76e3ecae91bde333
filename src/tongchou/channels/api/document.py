"""The document of the interface (OpenAPI 3.1): every answer, error, header and form of an item."""

from typing import Any

from pydantic import TypeAdapter

from tongchou.channels.api.interface import Interface
from tongchou.channels.api.shapes.shape import DEFINITIONS, REF
from tongchou.channels.api.statuses import (
    EVERYWHERE,
    OK,
    PROBLEM,
    REFUSAL,
    REFUSED,
    TEXT,
    described,
)
from tongchou.standards import codes
from tongchou.workflow.catalogue import catalogue

RATES = {
    "RateLimit-Policy": {
        "description": "how often a token may ask: q times in w seconds"
        " (draft-ietf-httpapi-ratelimit-headers)",
        "schema": TEXT,
    },
    "RateLimit": {
        "description": "how often it may at once, r, and in how many seconds as often as ever, t",
        "schema": TEXT,
    },
}
"""The headers of every answer to a token that holds."""


class DescribedInterface(Interface):
    """An interface whose document says all that it takes and answers."""

    def get_openapi_schema(self, **where: Any) -> Any:
        """Return the document, each operation with every status that it may answer.

        An operation that is given something may refuse it.
        """
        document = super().get_openapi_schema(**where)
        forms = forms_of_items()
        schemas = document["components"]["schemas"]
        schemas |= DEFINITIONS | forms | {"Problem": PROBLEM, "Refusal": REFUSAL}
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _describe(operation)
                if path.endswith("/feeds/{code}") and forms:
                    _of_any_form(operation["requestBody"], _feeds())
        if forms and "Submission" in schemas:
            schemas["Submission"]["properties"]["form"] |= {"anyOf": _refs(tuple(catalogue()))}
        return document


def _describe(operation: dict[str, Any]) -> None:
    if not operation["responses"][OK].get("content"):  # what is made here answers another one
        del operation["responses"][OK]
    is_given = operation["parameters"] or "requestBody" in operation
    beside = EVERYWHERE if "security" in operation else EVERYWHERE - {401, 403}
    for status in beside | ({REFUSED} if is_given else set()):
        operation["responses"][status] = described(status)
    if "security" in operation:
        for told in operation["responses"].values():
            told["headers"] = told.get("headers", {}) | RATES
    operation["responses"] = {
        str(status): told for status, told in sorted(operation["responses"].items())
    }


def forms_of_items() -> dict[str, Any]:
    """Return the form of every item of this node as a schema, named `form.CODE`."""
    found: dict[str, Any] = {}
    for code, item in catalogue().items():
        named = REF.format(model=f"form.{code}.{{model}}")
        made = TypeAdapter(item.form).json_schema(ref_template=named)
        parts = made.pop("$defs", {})
        found |= {f"form.{code}.{name}": part for name, part in parts.items()}
        found[f"form.{code}"] = made | {"title": codes.table("items")[code].text.en}
    return found


def _feeds() -> tuple[str, ...]:
    """Return the items that other systems bring."""
    return tuple(code for code in catalogue() if "system" in codes.table("items")[code].facts["by"])


def _refs(items: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"$ref": REF.format(model=f"form.{code}")} for code in items]


def _of_any_form(body: dict[str, Any], items: tuple[str, ...]) -> None:
    body["content"]["application/json"]["schema"] = {"type": "object", "anyOf": _refs(items)}
