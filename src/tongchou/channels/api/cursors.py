"""Cursors 游标 of lists: opaque words that say behind what a next page begins."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Field, Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.http import HttpRequest, JsonResponse
from ninja.errors import HttpError

from tongchou.workflow.pages import Place

Listed = TypeVar("Listed", bound=Model)

CURSOR_MAX = 200
NEXT = {
    "Next-Cursor": "the cursor of the next page; without it this page is the last",
    "Link": 'the address of the next page, rel="next" (RFC 8288)',
}
"""The headers of a page that is not the last."""


def cursor_of(*place: str | int | None) -> str:
    """Return a place in a list as a cursor."""
    return urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def place_in(cursor: str) -> Place | None:
    """Return the place of an item that a cursor names, None for none; 422 for no cursor."""
    if not cursor:
        return None
    try:
        due_on, accepted_at, number = _read(cursor)
        due = date.fromisoformat(due_on) if due_on else None
        at = datetime.fromisoformat(accepted_at).astimezone(UTC)
        word = str(number).encode("ascii").replace(b"\0", b"").decode()
    except (ValueError, TypeError, OverflowError, RecursionError):
        raise _no_cursor() from None
    return Place(due, at, word)


def day_and_id_in(cursor: str) -> tuple[date, int] | None:
    """Return the day and the number of a row that a cursor names; 422 for no cursor."""
    if not cursor:
        return None
    try:
        day, number = _read(cursor)
        return date.fromisoformat(day), int(str(number)[:18])
    except (ValueError, TypeError):
        raise _no_cursor() from None


def page_of(
    found: "QuerySet[Listed]", cursor: str, *, by: Sequence[str], limit: int, falling: bool = False
) -> tuple["Sequence[Listed]", str]:
    """Return a page of rows in the order of columns that tell all apart, and the next cursor.

    `cursor` names the row behind which the page begins; 422 for no cursor.
    """
    sign, beyond = ("-", TupleLessThan) if falling else ("", TupleGreaterThan)
    ordered = found.order_by(*(sign + column for column in by))
    if cursor:
        ordered = ordered.filter(beyond(Tuple(*by), _place(found.model, cursor, by)))
    rows = list(ordered[: limit + 1])
    is_last = len(rows) <= limit
    last = () if is_last else tuple(getattr(rows[limit - 1], column) for column in by)
    return rows[:limit], "" if is_last else cursor_of(*last)


def _place(model: type[Model], cursor: str, by: Sequence[str]) -> tuple[Any, ...]:
    """Return the columns of the row that a cursor names, as the table's fields hold them."""
    try:
        told = _read(cursor)
        is_place = len(told) == len(by) and all(type(one) in {str, int} for one in told)
    except (ValueError, TypeError, RecursionError):
        is_place = False
    if not is_place:
        raise _no_cursor()
    try:
        fields = [model._meta.get_field(column) for column in by]  # noqa: SLF001  # documented
        pairs = zip(fields, told, strict=True)
        return tuple(cast("Field[Any, Any]", field).clean(one, None) for field, one in pairs)
    except ValidationError:
        raise _no_cursor() from None


def _read(cursor: str) -> Any:
    return json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode())


def _no_cursor() -> HttpError:
    return HttpError(422, "游标无法识别 · this cursor names no place")


def paged(request: HttpRequest, told: Any, cursor: str) -> JsonResponse:
    """Answer with a page of a list; with a cursor it says how to go on."""
    answer = JsonResponse(told, safe=False)
    if cursor:
        answer["Next-Cursor"] = cursor
        if request.method == "GET":
            asked = {**request.GET.dict(), "cursor": cursor}
            answer["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return answer
