"""What a machine is told when something is amiss: problem details 问题详情 (RFC 9457), one shape.

Kept free of tables and settings: the gate and the web server's first lines say it too.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.http import HttpResponse

from tongchou.standards.text import Text

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/"
"""Below it every error is told in this shape."""
TYPES = "/api/v1/problems/"
"""Where a type of problem says what it means."""


@dataclass(frozen=True)
class Kind:
    """A type of problem: the last part of its address, its title, and when it is answered."""

    name: str
    title: Text
    when: str


KINDS: Mapping[int, Kind] = {
    400: Kind(
        "unreadable", Text("请求无法识别", "The request cannot be read"),
        "The request cannot be read: no JSON, or text that no database can keep.",
    ),
    401: Kind(
        "no-token", Text("令牌缺失或无效", "No valid token"),
        "No token was shown, or one that nobody holds.",
    ),
    403: Kind(
        "not-allowed", Text("权限不足", "Not allowed"),
        "Who holds the token lacks the duty, or does not serve the whole node.",
    ),
    404: Kind(
        "not-found", Text("没有找到", "Not found"),
        "Nothing of this name is here, or not for who holds the token.",
    ),
    405: Kind(
        "method", Text("不支持此方法", "Method not allowed"),
        "This address is not asked by this method; Allow names those that are.",
    ),
    408: Kind(
        "too-slow", Text("发送过慢", "Sent too slowly"), "The request was sent too slowly."
    ),
    409: Kind(
        "conflict", Text("与此前的请求冲突", "Conflict"),
        "This Idempotency-Key came before, with another body; or another clerk has the item in"
        " hand or works on it.",
    ),
    413: Kind("too-large", Text("内容过大", "Too large"), "The body is too long."),
    415: Kind(
        "media-type", Text("不支持此格式", "Media type not supported"),
        "The body is not of the kind that is taken here, or not written in UTF-8.",
    ),
    422: Kind(
        "refused", Text("不予受理", "Refused"),
        "Refused, with reasons in both languages; or fields are missing or amiss.",
    ),
    429: Kind(
        "too-many", Text("请求过多", "Too many requests"),
        "Too many requests by this token, or too many wrong tokens from this address;"
        " come again after the seconds of Retry-After.",
    ),
    500: Kind(
        "broken", Text("系统故障", "Something broke"),
        "Something broke here; nothing was half written.",
    ),
    503: Kind(
        "busy", Text("此刻较忙", "Busy"),
        "Too many requests wait; come again after the seconds of Retry-After.",
    ),
}  # fmt: skip
"""Every status of an error, and the type of problem that it is."""


def told(
    status: int,
    detail: str = "",
    *,
    refusals: Sequence[Mapping[str, Any]] = (),
    errors: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """Return a problem: its type, what happened, and a name of its own for whoever asks of it.

    `refusals` are reasons of a matter; `errors` say which part of the request is not as described.
    """
    kind = KINDS[status]
    said: dict[str, Any] = {
        "type": TYPES + kind.name,
        "title": f"{kind.title.zh} · {kind.title.en}",
        "status": status,
        "detail": detail or f"{kind.title.zh} · {kind.when}",
        "instance": uuid4().urn,
    }
    if refusals:
        said["refusals"] = list(refusals)
    if errors:
        said["errors"] = list(errors)
    return said


def problem(
    status: int, detail: str = "", *, headers: Mapping[str, str] | None = None, **more: Any
) -> HttpResponse:
    """Return the answer that tells of a problem; see `told` for what it may carry more."""
    content = json.dumps(told(status, detail, **more), ensure_ascii=False)
    return HttpResponse(content, status=status, content_type=MEDIA_TYPE, headers=headers)
