"""The statuses that the interface answers when something is amiss, as its schema describes them."""

from typing import Any

from tongchou.channels.api.problems import KINDS, MEDIA_TYPE

EVERYWHERE = frozenset({400, 401, 403, 408, 413, 415, 429, 500, 503})
"""What every operation may answer."""

OK, CREATED, BEGUN, NOT_FOUND, CONFLICT, REFUSED = 200, 201, 202, 404, 409, 422
MADE = {
    CREATED: "It was made; Location says where it is from now on.",
    BEGUN: "It was begun as a job; Location says where to follow it.",
}

TEXT = {"type": "string"}
REFUSAL = {
    "type": "object",
    "description": "One reason, in both languages, with its basis and what to do next.",
    "properties": {
        "code": TEXT,
        "zh": TEXT,
        "en": TEXT,
        "basis": TEXT,
        "remedy": {
            "type": ["object", "null"],
            "properties": {"zh": TEXT, "en": TEXT},
            "required": ["zh", "en"],
        },
        "field": {**TEXT, "description": "the field of the form, '' for the whole matter"},
        "row": {"type": ["integer", "null"], "description": "the row of a file, 1 is the first"},
    },
    "required": ["code", "zh", "en", "basis", "remedy", "field", "row"],
    "additionalProperties": False,
}
PROBLEM = {
    "type": "object",
    "description": "Problem details (RFC 9457).",
    "properties": {
        "type": {**TEXT, "format": "uri-reference", "description": "says there what it means"},
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": {**TEXT, "description": "what happened, in both languages"},
        "instance": {**TEXT, "format": "uri", "description": "names this very answer"},
        "refusals": {"type": "array", "items": {"$ref": "#/components/schemas/Refusal"}},
        "errors": {
            "type": "array",
            "description": "the parts of the request that are not as described",
            "items": {
                "type": "object",
                "properties": {
                    "in": {**TEXT, "description": "body, query, path or header"},
                    "pointer": {**TEXT, "description": "where in it (RFC 6901)"},
                    "detail": TEXT,
                },
                "required": ["in", "pointer", "detail"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["type", "title", "status", "detail", "instance"],
    "additionalProperties": False,
}
HEADERS: dict[int, dict[str, str]] = {
    401: {"WWW-Authenticate": "Bearer"},
    429: {"Retry-After": "seconds until it is taken again"},
    503: {"Retry-After": "seconds until it is taken again"},
}
"""The headers that an error may carry."""


def described(status: int) -> dict[str, Any]:
    """Return how the schema describes a status."""
    if status == OK:
        return {"description": "What was asked for."}
    if status in MADE:
        where = {
            "description": "where it is",
            "required": True,
            "schema": {**TEXT, "format": "uri-reference"},
        }
        return {"description": MADE[status], "headers": {"Location": where}}
    said: dict[str, Any] = {
        "description": KINDS[status].when,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    if headers := HEADERS.get(status):
        said["headers"] = {
            name: {"description": what, "required": True, "schema": TEXT}
            for name, what in headers.items()
        }
    return said
