"""How a declared list is drawn: heads that sort it, cells by their kind, what is exported of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.http import HttpRequest
from django.template import Context

from tongchou.channels.front.exports import ASKED, ENDINGS, ROWS_MAX
from tongchou.channels.front.lists import SORT, Column, Kind, Table
from tongchou.channels.front.movements import MOVEMENTS
from tongchou.channels.front.references import state_reference
from tongchou.channels.look.templatetags.look import (
    day,
    grouped,
    moment,
    month,
    signed_yuan,
    text,
)
from tongchou.standards.money import yuan_grouped

register = template.Library()

STYLES = {Kind.CODE: "code", Kind.COUNT: "number", Kind.YUAN: "number", Kind.CHANGE: "number",
          Kind.MONTH: "nowrap", Kind.DAY: "nowrap", Kind.MOMENT: "nowrap"}  # fmt: skip
UP, DOWN = "ascending", "descending"


@dataclass(frozen=True)
class Head:
    """The head of a column: where it leads to be sorted, and how it is sorted now."""

    title: str
    style: str
    url: str = ""
    order: str = ""

    @property
    def arrow(self) -> str:
        """The sign of its order."""
        return {UP: "↑", DOWN: "↓"}.get(self.order, "")


@dataclass(frozen=True)
class Drawn:
    """A cell as it is drawn; `head` is the column's title where each row is a card."""

    said: str
    head: str
    style: str
    url: str = ""
    mark: str = ""
    beside: str = ""


@register.inclusion_tag("look/listing.html", takes_context=True)
def listing(context: Context, table: Table[Any]) -> dict[str, Any]:
    """Draw a list: its heads, its rows, and the files in which all of it can be had."""
    request: HttpRequest = context["request"]
    columns = table.listing.columns
    return {
        "request": request,
        "heads": [_head(context, table, column, request) for column in columns],
        "rows": [list(_cells(context, table, row)) for row in table.rows],
        "walks": any(column.leads for column in columns),
        "name": table.listing.name if table.is_exported else "",
    }


def _head(context: Context, table: Table[Any], column: Column[Any], request: HttpRequest) -> Head:
    title, style = text(context, column.title), "number" if column.kind.is_number else ""
    if not (column.sorts and table.is_sorted):
        return Head(title, style)
    order = table.listing.order_in(table.state)
    turned = f"-{column.name}" if order == column.name else column.name
    kept = {name: value for name, value in table.state.items() if not name.startswith("after")}
    asked = {**request.GET.dict(), "list": state_reference(**{**kept, SORT: turned})}
    asked.pop("page", None)
    sorted_now = {column.name: UP, f"-{column.name}": DOWN}.get(order, "")
    return Head(title, style, "?" + urlencode(asked), sorted_now)


def _cells(context: Context, table: Table[Any], row: Any) -> Iterator[Drawn]:
    for place, column in enumerate(table.listing.columns):
        styles = [STYLES.get(column.kind, ""), "" if place else "lead"]
        beside = column.beside(row) if column.beside else None
        yield Drawn(
            said=_said(context, column, row),
            head=text(context, column.title),
            style=" ".join(filter(None, styles)),
            url=column.leads(row) if column.leads else "",
            mark=column.mark(row) if column.mark else "",
            beside=text(context, beside) if beside else "",
        )


def _said(context: Context, column: Column[Any], row: Any) -> str:
    value = column.value(row)
    if value is None or value == "":
        return ""
    if isinstance(value, datetime):
        return moment(context, value)
    if isinstance(value, date):
        return day(context, value)
    if isinstance(value, int):
        return _number(context, column.kind, value)
    return value if isinstance(value, str) else text(context, value)


def _number(context: Context, kind: Kind, value: int) -> str:
    if kind == Kind.MONTH:
        return month(context, value)
    if kind == Kind.CHANGE:
        return signed_yuan(value)
    return yuan_grouped(value) if kind == Kind.YUAN else grouped(value)


@register.inclusion_tag("look/files.html", takes_context=True)
def files(context: Context, name: str) -> dict[str, Any]:
    """Offer the files in which all of a list can be had, by its name."""
    request: HttpRequest = context["request"]
    return {"request": request, "files": _files(name, request), "rows_max": ROWS_MAX}


@register.filter
def as_movements(movements: Sequence[Any]) -> Table[Any]:
    """Return the movements of an individual account as a list."""
    return Table(MOVEMENTS, movements)


def _files(name: str, request: HttpRequest) -> list[tuple[str, str]]:
    """Return the forms in which the list can be had, each with its address."""
    asked = request.GET.dict()
    asked.pop("page", None)
    return [
        (ending.upper(), "?" + urlencode({**asked, ASKED: f"{name}.{ending}"}))
        for ending in ENDINGS
    ]
