"""Reading the papers 材料 of items: what is kept with one, which lack some, which were promised."""

import json
from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import QuerySet

from tongchou.storage.rows import fetch
from tongchou.workflow.models import ENDED, Attachment, Awaited, Item
from tongchou.workflow.papers import (
    Attached,
    PaperState,
    attached_in,
    missing_in,
    papers_of,
    states_of,
)

_PIECE_BYTES = 256 * 1024

_ATTACHED = """
SELECT item_id, json_build_object(
           'id', attachment.id, 'name', name, 'digest', coalesce(attachment.digest, ''),
           'paper', paper, 'login', login, 'by', by, 'at', at, 'until', until,
           'size', coalesce(size, 0))::text
FROM workflow_attachment AS attachment
LEFT JOIN workflow_content AS content ON content.digest = attachment.digest
WHERE item_id = ANY(%(numbers)s::text[]) ORDER BY attachment.id
"""
_PIECE = """
SELECT substring(body FROM %(start)s FOR %(length)s) FROM workflow_content WHERE digest = %(digest)s
"""


def attached_to_each(numbers: Iterable[str]) -> dict[str, tuple[Attached, ...]]:
    """Return what is kept with each of some items, in the order in which it came."""
    kept: dict[str, list[Attached]] = {number: [] for number in numbers}
    for number, row in fetch(_ATTACHED, numbers=list(kept)) if kept else ():
        kept[number].append(attached_in(json.loads(row)))
    return {number: tuple(found) for number, found in kept.items()}


def attached_to(number: str) -> tuple[Attached, ...]:
    """Return what is kept with an item, in the order in which it came."""
    return attached_to_each([number])[number]


def paper_states(item: Item) -> tuple[PaperState, ...]:
    """Return where the papers of an item stand."""
    return states_of(item.code, item.form, attached_to(item.number))


def incomplete(items: Iterable[Item]) -> set[str]:
    """Return the numbers of those open items that cannot be approved for want of a paper.

    Nothing is read of items that ask for none.
    """
    asking = [item for item in items if item.status not in ENDED and papers_of(item.code)]
    kept = attached_to_each(item.number for item in asking)
    return {
        item.number
        for item in asking
        if missing_in(states_of(item.code, item.form, kept[item.number]))
    }


def scan_of(number: str, attachment_id: int) -> Attachment | None:
    """Return a file that is kept with an item, or None; its bytes are read by `pieces_of`."""
    found = Attachment.objects.filter(item=number, id=attachment_id, content__isnull=False)
    return found.first()


def pieces_of(digest: str) -> Iterator[bytes]:
    """Return the bytes that are kept under a digest, piece by piece."""
    start = 1
    while True:
        ((piece,),) = fetch(_PIECE, start=start, length=_PIECE_BYTES, digest=digest)
        yield bytes(piece)
        if len(piece) < _PIECE_BYTES:
            return
        start += _PIECE_BYTES


def awaited(scope: str) -> QuerySet[Awaited]:
    """Return the papers of a scope that were promised and have not come, the first due first."""
    found = Awaited.objects.select_related("item").order_by("until", "item", "paper")
    return found.filter(item__division_code__startswith=scope) if scope else found


def overdue(scope: str, *, today: date) -> QuerySet[Awaited]:
    """Return those of them whose day is over."""
    return awaited(scope).filter(until__lt=today)
