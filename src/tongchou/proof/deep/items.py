"""Items 办件: each that is decided or ended, against the last digest that the log tells of it.

An item whose papers a restore lost, and of which somebody took note, is a known gap: it is named
each time, and is no fresh finding. An item in progress is bound by nothing yet. A node has its own
items alone; what a province tells of the figures of the law is compared at the ministry with its
own.
"""

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import QuerySet

from tongchou.policy.engine.figures import digest_of_figures
from tongchou.proof.deep.differences import CHANGED, KNOWN_GAP, MISSING, SURPLUS, Difference
from tongchou.proof.deep.logs import Log
from tongchou.standards.codes import MINISTRY
from tongchou.standards.messages import ItemDecided, fields_of
from tongchou.workflow.content import BOUND, digest_of_item
from tongchou.workflow.models import ENDED, Item
from tongchou.workflow.queries import files_acknowledged

TABLE = "workflow_item"


def differences(log: Log, read: Callable[[int], None]) -> Iterator[Difference]:
    """Compare the items of a log's node with what the log says of them, and its figures."""
    told: dict[str, tuple[str, int | None]] = {}
    figures: tuple[str, int | None] | None = None
    for page in log.events([ItemDecided.kind]):
        for event in page:
            fields = fields_of(event.kind, event.body)
            figures = (fields["figures"], event.position)
            if log.is_own:
                told[fields["item_number"]] = (fields["content"], event.position)
        read(sum(len(event.body) for event in page))
    if log.is_own:
        yield from _items(log.node, told)
    if figures and settings.NODE_CODE == MINISTRY and figures[0] != digest_of_figures():
        key = {"node": log.node}
        yield Difference(
            log.node, "figures", key, CHANGED, figures[1], "digest", figures[0], digest_of_figures()
        )


def _items(node: str, told: dict[str, tuple[str, int | None]]) -> Iterator[Difference]:
    for row in _rows():
        number = str(row["number"])
        content, position = told.pop(number, ("", None))
        key = {"number": number}
        if not content:
            if row["status"] in ENDED:
                yield Difference(node, TABLE, key, SURPLUS)
        elif (held := digest_of_item(row)) != content:
            yield Difference(node, TABLE, key, CHANGED, position, "content", content, held)
    known = files_acknowledged()
    for number, (_, position) in told.items():
        kind, note = (KNOWN_GAP, known[number]) if number in known else (MISSING, "")
        yield Difference(node, TABLE, {"number": number}, kind, position, held=note)


def _rows() -> Iterator[dict[str, object]]:
    chosen: QuerySet[Item, dict[str, object]] = Item.objects.values(*BOUND).order_by("number")
    return chosen.iterator(chunk_size=1_000)
