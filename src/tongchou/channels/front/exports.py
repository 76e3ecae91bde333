"""Exports 导出: a list as a file, with the columns, rows and masks of its page, and recorded."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header

from tongchou.agency.changes import note_access
from tongchou.agency.models import Clerk
from tongchou.channels.front.lists import Column, Kind, Listing, Whole, words_of
from tongchou.channels.front.paging import capped_count
from tongchou.channels.front.seen import visitor_of
from tongchou.channels.front.visit import language_of, now, today
from tongchou.standards.money import yuan
from tongchou.standards.time import BEIJING, month_text

ROWS_MAX = 10_000
"""How many rows a file has at most; the page says so, and the file's name where it has more."""

AT_ONCE = 500
"""How many rows are in memory at a time."""

ASKED = "export"
"""What an address is asked with for a file: `export=employers.csv`."""

BYTE_ORDER_MARK = "\ufeff"
"""So that spreadsheets read the file as UTF-8."""

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""

Write = Callable[[Listing[Any], Iterable[Any], str], Iterator[bytes]]


def exported(request: HttpRequest, *lists: Whole[Any]) -> StreamingHttpResponse | None:
    """Return the file that the address asks for of one of these lists, None if it asks for none.

    It is recorded before anything is sent: who took which list, in which form, how many rows.
    """
    name, _, ending = request.GET.get(ASKED, "").rpartition(".")
    asked = next((one for one in lists if one.listing.name == name), None)
    if asked is None or ending not in ENDINGS:
        return None
    count, has_more = _size(asked)
    if asked.is_recorded:
        _record(request, f"{name}.{ending}", count, has_more=has_more)
    language = language_of(request)
    media_type, write = ENDINGS[ending]
    answer = StreamingHttpResponse(
        write(asked.listing, _rows(asked, count), language), content_type=media_type
    )
    cut = f"-{count}" if has_more else ""
    called = f"{asked.listing.title.of(language)}-{today().isoformat()}{cut}.{ending}"
    answer["Content-Disposition"] = content_disposition_header(True, called)
    return answer


def _size(asked: Whole[Any]) -> tuple[int, bool]:
    """Return how many rows the file has, and whether the list has more."""
    source = asked.source
    rows = capped_count(source, ROWS_MAX) if isinstance(source, QuerySet) else len(source)
    return min(rows, ROWS_MAX), rows > ROWS_MAX


def _record(request: HttpRequest, file: str, count: int, *, has_more: bool) -> None:
    visitor = visitor_of(request)
    note_access(
        login=visitor.login if isinstance(visitor, Clerk) else "",
        person_code=visitor.person_code if isinstance(visitor, Clerk) else "",
        ssns=(),
        what=f"export.{file}",
        reason=f"至多{ROWS_MAX}行 first {ROWS_MAX} rows" if has_more else "",
        rows=count,
        at=now(),
    )


def _rows(asked: Whole[Any], count: int) -> Iterator[Any]:
    some = asked.source[:count]
    read = some.iterator(AT_ONCE) if isinstance(some, QuerySet) else iter(some)
    while taken := list(islice(read, AT_ONCE)):
        yield from asked.through(taken)


def _csv(listing: Listing[Any], rows: Iterable[Any], language: str) -> Iterator[bytes]:
    """Write a list as CSV in UTF-8, its lines ended as RFC 4180 has it."""
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    written.write(BYTE_ORDER_MARK)
    writer.writerow([column.title.of(language) for column in listing.columns])
    rest = iter(rows)
    while taken := list(islice(rest, AT_ONCE)):
        for row in taken:
            writer.writerow([in_words(column, row, language) for column in listing.columns])
        yield _emptied(written)
    yield _emptied(written)


def _emptied(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def in_words(column: Column[Any], row: Any, language: str) -> str:
    """Return a cell as a file of text has it: no formula, amounts and days as machines read."""
    value = column.value(row)
    if isinstance(value, int):
        written = yuan if column.kind.is_money else str
        return month_text(value) if column.kind == Kind.MONTH else written(value)
    if isinstance(value, datetime):
        return f"{value.astimezone(BEIJING):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    words = words_of(value, language)
    return "'" + words if words.startswith(FORMULA) else words


def _xlsx(listing: Listing[Any], rows: Iterable[Any], language: str) -> Iterator[bytes]:
    from tongchou.channels.front.workbooks import workbook  # noqa: PLC0415 - it says why

    return workbook(listing, rows, language)


ENDINGS: Mapping[str, tuple[str, Write]] = {
    "csv": ("text/csv; charset=utf-8", _csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
"""The forms in which a list is exported."""
