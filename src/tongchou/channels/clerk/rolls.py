"""Payment rolls 发放名册: what was paid out month by month, by the item that draws them up."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, page, today
from tongchou.channels.clerk.listed import ListedItem, rows_of
from tongchou.channels.front.exports import exported
from tongchou.channels.front.figures import cells_of
from tongchou.channels.front.lists import Column, Kind, Listing, Whole, named
from tongchou.channels.front.seen import shows_nobody
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.workflow.catalogue import AnyItem, catalogue
from tongchou.workflow.item import Figure, Panel
from tongchou.workflow.models import Item
from tongchou.workflow.queries import items_in_scope

ROWS = 50
KINDS = {"fen": Kind.YUAN, "text": Kind.TEXT}
"""How a figure of a unit is written in a file; every other one is a count."""


@require_safe
@for_clerks
@shows_nobody
def show_rolls(request: HttpRequest) -> HttpResponseBase:
    """List the payment rolls of the clerk's scope, by the item that draws them up."""
    paying = [item for item in catalogue().values() if Panel.PAYMENTS in item.panels]
    found = items_in_scope(clerk_of(request)).order_by("-accepted_at")
    files = [Whole(_list_of(one), found.filter(_of_kind(one)), _lines) for one in paying]
    rolls = [
        (
            codes.table("items")[declared.code],
            [figure.title for figure in declared.figures],
            _rows(found, declared),
        )
        for declared in paying
    ]
    return exported(request, *files) or page(request, "rolls.html", "rolls", rolls=rolls)


def _rows(found: "QuerySet[Item]", declared: AnyItem) -> list[tuple[ListedItem, Any]]:
    rows = _lines(found.filter(_of_kind(declared))[:ROWS])
    return [(row, cells_of(row.item, declared)) for row in rows]


def _lines(items: "Sequence[Item] | QuerySet[Item]") -> Iterable[ListedItem]:
    return rows_of(items, today())


def _list_of(declared: AnyItem) -> Listing[ListedItem]:
    """Return the rolls that an item draws up as a list: its month, figures, status and number."""
    return Listing(
        declared.code,
        codes.table("items")[declared.code].text,
        (
            Column("month", Text("发放年月", "Month"), lambda row: row.about),
            *(_column(declared, place, one) for place, one in enumerate(declared.figures)),
            Column("status", Text("状态", "Status"),
                   lambda row: named("statuses", row.item.status)),
            Column("number", Text("编号", "Number"), lambda row: row.item.number, Kind.CODE),
        ),
    )  # fmt: skip


def _column(declared: AnyItem, place: int, figure: Figure) -> Column[ListedItem]:
    return Column(
        f"figure-{place}",
        figure.title,
        lambda row: cells_of(row.item, declared)[place].value,
        KINDS.get(figure.unit, Kind.COUNT),
    )


def _of_kind(declared: AnyItem) -> Q:
    """Return the condition for the items of a kind; those about nobody have an index by it."""
    about = Q() if declared.subject_field else Q(subject="")
    return about & Q(code=declared.code)
