"""Items 办件: each that is decided or ended, against the last digests that the log tells of it.

An item whose papers a restore lost, all or the last steps, and of which somebody took note, is a
known gap: it is named each time, and is no fresh finding. A note alone excuses nothing: whoever
serves may write one. An item that ended is not decided again, so its end is what counts of it, and
a later decision is named, also one that says the same: it would let its papers seem lost. An item
in progress is bound by nothing yet. A node has its own items alone; what a province tells of the
figures of the law is compared at the ministry with its own.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import Prefetch

from tongchou.policy.engine.figures import digest_of_figures
from tongchou.proof.deep.differences import CHANGED, KNOWN_GAP, MISSING, SURPLUS, Difference
from tongchou.proof.deep.logs import Log, Told
from tongchou.standards.codes import MINISTRY
from tongchou.standards.messages import ItemDecided, ItemFilesAdded, fields_of
from tongchou.storage.rows import fetch
from tongchou.workflow.content import (
    BOUND,
    HANDLED,
    LATER,
    digest_of_files,
    digest_of_handling,
    digest_of_item,
    digest_of_steps,
)
from tongchou.workflow.models import ENDED, Item, Step
from tongchou.workflow.papers import Attached, attached_in
from tongchou.workflow.queries import files_acknowledged, files_lost

TABLE, STEPS, FILES = "workflow_item", "workflow_step", "workflow_attachment"
_AT_ONCE = 1_000

# Each file counts by what its bytes come to now, whatever digest they are kept under.
_FILES_OF = """
SELECT item_id, json_build_object(
           'name', name, 'digest', coalesce(encode(sha256(body), 'hex'), ''), 'paper', paper,
           'login', login, 'by', by, 'at', at, 'until', until)::text
FROM workflow_attachment AS attachment
LEFT JOIN workflow_content AS content ON content.digest = attachment.digest
WHERE item_id = ANY(%(numbers)s::text[]) ORDER BY item_id, attachment.id
"""


@dataclass(frozen=True)
class _Vouched:
    """What the log vouches for of an item: the digests of content, steps, files, handling."""

    content: str
    steps: str
    files: str
    handling: str
    position: int | None
    is_end: bool


def differences(log: Log, read: Callable[[int], None]) -> Iterator[Difference]:
    """Compare the items of a log's node with what the log says of them, and its figures."""
    told: dict[str, _Vouched] = {}
    figures: tuple[str, int | None] | None = None
    for page in log.events([ItemDecided.kind, ItemFilesAdded.kind]):
        for event in page:
            fields = fields_of(event.kind, event.body)
            number = fields["item_number"]
            before = told.get(number)
            if event.kind == ItemFilesAdded.kind:
                if before is not None:
                    told[number] = replace(before, files=fields["files"])
                continue
            figures = (fields["figures"], event.position)
            if log.is_own:
                found = _vouched(fields, event)
                if before is None or not before.is_end:
                    told[number] = found
                else:
                    yield _again(log.node, {"number": number}, before, found)
        read(sum(len(event.body) for event in page))
    if log.is_own:
        yield from _items(log.node, told)
    if figures and settings.NODE_CODE == MINISTRY and figures[0] != digest_of_figures():
        key = {"node": log.node}
        yield Difference(
            log.node, "figures", key, CHANGED, figures[1], "digest", figures[0], digest_of_figures()
        )


def _vouched(fields: dict[str, Any], event: Told) -> _Vouched:
    names = ("content", "steps", "files", "handling")
    content, steps, files, handling = (fields[name] for name in names)
    is_end = fields["status"] in ENDED
    return _Vouched(content, steps, files, handling, event.position, is_end)


def _again(node: str, key: dict[str, str], end: _Vouched, found: _Vouched) -> Difference:
    """Name an item that ended and was decided once more, at which positions."""
    first, later = str(end.position), str(found.position)
    return Difference(node, TABLE, key, SURPLUS, found.position, "decided", first, later)


def _items(node: str, told: dict[str, _Vouched]) -> Iterator[Difference]:
    gone = {one.number for one in files_lost(node)}
    known = {number: note for number, note in files_acknowledged().items() if number in gone}
    for item, files in _rows():
        vouched = told.pop(item.number, None)
        if vouched is None:
            if item.status in ENDED:
                yield Difference(node, TABLE, {"number": item.number}, SURPLUS)
            continue
        changed = list(_changed(node, item, files, vouched))
        if changed and item.number in known:
            yield _gap(node, item.number, vouched, known)
        else:
            yield from changed
    for number, lost in told.items():
        if number in known:
            yield _gap(node, number, lost, known)
        else:
            yield Difference(node, TABLE, {"number": number}, MISSING, lost.position)


def _gap(node: str, number: str, told: _Vouched, known: dict[str, str]) -> Difference:
    key = {"number": number}
    return Difference(node, TABLE, key, KNOWN_GAP, told.position, held=known[number])


def _changed(node: str, item: Item, files: str, told: _Vouched) -> Iterator[Difference]:
    key = {"number": item.number}
    content = digest_of_item({name: getattr(item, name) for name in BOUND})
    if content != told.content:
        yield Difference(node, TABLE, key, CHANGED, told.position, "content", told.content, content)
    steps = digest_of_steps(item.steps.all())
    if told.steps and steps != told.steps:
        yield Difference(node, STEPS, key, CHANGED, told.position, "steps", told.steps, steps)
    if told.files and files != told.files:
        yield Difference(node, FILES, key, CHANGED, told.position, "files", told.files, files)
    handling = digest_of_handling({name: getattr(item, name) for name in (*HANDLED, *LATER)})
    if told.handling and told.is_end and handling != told.handling:
        said = told.position, "handling", told.handling, handling
        yield Difference(node, TABLE, key, CHANGED, *said)


def _rows() -> Iterator[tuple[Item, str]]:
    """Return the items with their steps, each with the digest of its files."""
    steps = Prefetch("steps", Step.objects.order_by("id"))
    found = Item.objects.order_by("number").prefetch_related(steps)
    rows = found.iterator(chunk_size=_AT_ONCE)
    while items := list(islice(rows, _AT_ONCE)):
        files: dict[str, list[Attached]] = {}
        for number, row in fetch(_FILES_OF, numbers=[item.number for item in items]):
            files.setdefault(number, []).append(attached_in(json.loads(row)))
        for item in items:
            yield item, digest_of_files(files.get(item.number, ()))
