"""The statuses that the interface answers besides 200, as its schema describes them."""

from typing import Any

from ninja import NinjaAPI

_Content = dict[str, Any]


def _json(**fields: str | list[str]) -> _Content:
    """Return the content of a JSON answer: its fields, and what JSON calls the kinds of each."""
    told = {name: {"type": kind} for name, kind in fields.items()}
    return {"application/json": {"schema": {"type": "object", "properties": told}}}


_DETAIL, _REFUSALS = _json(detail="string"), _json(refusals="array")
_REASONS = _json(refusals="array", detail=["array", "string"])
_WORDS: _Content = {"text/plain": {"schema": {"type": "string"}}}

DESCRIBED: dict[int, tuple[str, _Content]] = {
    400: ("The request cannot be read: no JSON, or text that no database can keep.", _DETAIL),
    401: ("No token was shown, or one that nobody holds.", _DETAIL),
    403: ("Who holds the token lacks the duty, or does not serve the whole node.", _DETAIL),
    404: ("Nothing of this name is here, or not for who holds the token.", _DETAIL),
    408: ("The request was sent too slowly.", _WORDS),
    409: ("This Idempotency-Key came before, with another body.", _REFUSALS),
    413: ("The body is too long.", _DETAIL),
    415: ("The request is not written in UTF-8.", _WORDS),
    422: ("Refused, with reasons in both languages; or fields are missing or amiss.", _REASONS),
    429: ("Too many wrong tokens came from this address; `detail` says how long to wait.", _DETAIL),
    500: ("Something broke here; nothing was half written.", _DETAIL),
    503: ("Too many requests wait; come again after the seconds of Retry-After.", _WORDS),
}
"""Every status but 200: when it is answered, and with what."""

EVERYWHERE = frozenset({400, 401, 403, 408, 413, 415, 429, 500, 503})
"""What every operation may answer."""

NOT_FOUND, CONFLICT, REFUSED = 404, 409, 422


def also(*statuses: int) -> dict[str, Any]:
    """Return what an operation adds to its part of the schema: the statuses it answers, too."""
    return {"responses": {status: _described(status) for status in statuses}}


def _described(status: int) -> dict[str, Any]:
    when, content = DESCRIBED[status]
    return {"description": when, "content": content}


class DescribedInterface(NinjaAPI):
    """An interface whose schema tells what is answered when something is amiss."""

    def get_openapi_schema(self, **where: Any) -> Any:
        """Return the schema, each operation with every status that it may answer.

        An operation that is given something may refuse it.
        """
        schema = super().get_openapi_schema(**where)
        for operations in schema["paths"].values():
            for operation in operations.values():
                is_given = operation["parameters"] or "requestBody" in operation
                for status in EVERYWHERE | ({REFUSED} if is_given else set()):
                    operation["responses"][status] = _described(status)
                operation["responses"] = dict(sorted(operation["responses"].items()))
        return schema
