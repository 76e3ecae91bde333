"""What a machine may ask of batches: choose items, read the summary, begin, follow, stop."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Path, Router, Schema
from ninja.errors import HttpError

from tongchou.agency.models import Clerk
from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.items import AT_THE_COUNTER
from tongchou.channels.api.shapes.batches import BatchTold, SummaryTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import BEGUN, CREATED, NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people, ssn_of
from tongchou.channels.front.visit import now, today
from tongchou.workflow import batches
from tongchou.workflow.batches import ITEMS_MAX, Planned
from tongchou.workflow.changes import batches as changes
from tongchou.workflow.models import Batch

router = Router(tags=["items"])

BatchId = Annotated[int, Path(ge=1, le=10**15)]
Number = Annotated[str, Field(max_length=32)]


class Chosen(Schema):
    """The items of a batch, by their numbers."""

    numbers: list[Number] = Field(min_length=1, max_length=ITEMS_MAX)


@router.post("/batches", openapi_extra=answers(SummaryTold, ok=CREATED))
@shows_people("api.batches")
def choose(request: HttpRequest, chosen: Chosen) -> Any:
    """Choose up to 200 items for a batch; answer with its summary. Nothing is done yet.

    Each item is to take its next step, by itself, with the refusals of a single step. Those with
    hints, an open signal, or that reverse another item want a look of their own, and are left.
    """
    clerk = caller(request, *AT_THE_COUNTER)
    batch = changes.choose(chosen.numbers, clerk=clerk, at=now())
    if not isinstance(batch, Batch):
        return refused(batch)
    return made(_summary(request, batch, chosen.numbers, clerk), f"/batches/{batch.id}")


@router.get("/batches", openapi_extra=answers(list[BatchTold]))
@shows_nobody
def list_batches(request: HttpRequest) -> Any:
    """Return the last fifty batches that the caller began, the newest first, without entries."""
    found = batches.batches_of(caller(request, *AT_THE_COUNTER))
    return [batches.told(batch, ()) for batch in found]


@router.get("/batches/{batch_id}", openapi_extra=answers(BatchTold, NOT_FOUND))
@shows_people("api.batches")
def follow(request: HttpRequest, batch_id: BatchId) -> Any:
    """Return a batch of the caller's: how far it is, and what became of each item."""
    return _told(request, _own(batch_id, caller(request, *AT_THE_COUNTER)))


@router.post("/batches/{batch_id}/begin", openapi_extra=answers(BatchTold, NOT_FOUND, ok=BEGUN))
@shows_people("api.batches")
def begin(request: HttpRequest, batch_id: BatchId) -> Any:
    """Begin a batch that was chosen; one that goes on already is answered as it is."""
    clerk = caller(request, *AT_THE_COUNTER)
    batch = _own(batch_id, clerk)
    if why := changes.begin(batch, clerk=clerk, at=now()):
        return refused(why)
    told = _told(request, _own(batch_id, clerk))
    return made(told, f"/batches/{batch_id}", status=BEGUN)


@router.post("/batches/{batch_id}/stop", openapi_extra=answers(BatchTold, NOT_FOUND))
@shows_people("api.batches")
def stop(request: HttpRequest, batch_id: BatchId) -> Any:
    """Stop a batch: the item in hand is finished, what is done stays, the rest is left."""
    clerk = caller(request, *AT_THE_COUNTER)
    changes.stop(_own(batch_id, clerk))
    return _told(request, _own(batch_id, clerk))


def _own(batch_id: int, clerk: Clerk) -> Batch:
    found = batches.batch_by(batch_id, clerk)
    if found is None:
        raise HttpError(404, f"没有批量{batch_id} · no batch {batch_id} of yours")
    return found


def _told(request: HttpRequest, batch: Batch) -> dict[str, Any]:
    entries = batches.entries_of(batch)
    ssns = [ssn_of(one.item) for one in entries]
    look_of(request).at(*ssns, reason=f"batch {batch.id}")
    look_of(request).rows = ssns.count("")
    return batches.told(batch, entries)


def _summary(
    request: HttpRequest, batch: Batch, numbers: list[str], clerk: Clerk
) -> dict[str, Any]:
    plan = batches.plan(numbers, clerk, today=today())
    return {
        "batch": _told(request, batch),
        "ready": len(plan.ready),
        "groups": [
            {
                "item": group.code,
                "name": group.named.as_json(),
                "line": group.line,
                "verb": group.verb,
                "count": group.count,
                "amount_fen": group.amount_fen,
                "oldest": group.oldest.isoformat(),
            }
            for group in plan.groups
        ],
        "alone": [_left(one) for one in plan.alone],
        "hindered": [_left(one) for one in plan.hindered],
        "unknown": list(plan.unknown),
    }


def _left(one: Planned) -> dict[str, Any]:
    return {"number": one.item.number, "refusals": [why.as_json() for why in one.why]}
