"""What a machine may ask of the papers 材料 of an item: list them, attach one, promise one."""

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from ninja import File, Router
from ninja.errors import HttpError
from ninja.files import UploadedFile

from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.items import AT_THE_COUNTER
from tongchou.channels.api.shapes.papers import PaperTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND, OK, described
from tongchou.channels.front.scans import handed_out
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.channels.front.visit import now
from tongchou.workflow import changes as workflow
from tongchou.workflow import queries as items
from tongchou.workflow.files import File as HandedIn
from tongchou.workflow.models import Item
from tongchou.workflow.paper_queries import paper_states, scan_of
from tongchou.workflow.papers import PaperState
from tongchou.workflow.refusals_of_papers import no_file
from tongchou.workflow.scans import MEDIA_TYPES

router = Router(tags=["items"])

SCAN = {
    "responses": {
        OK: described(OK)
        | {"content": {kind: {"schema": {"type": "string"}} for kind in MEDIA_TYPES}},
        NOT_FOUND: described(NOT_FOUND),
    }
}
"""What the operation answers that hands out a scan."""


@router.get("/items/{number}/papers", openapi_extra=answers(list[PaperTold], NOT_FOUND))
@shows_people("api.papers")
def show(request: HttpRequest, number: str) -> Any:
    """Return where the papers stand that an item asks for."""
    return _told(paper_states(_item(request, number)))


@router.post(
    "/items/{number}/papers/{paper}", openapi_extra=answers(list[PaperTold], CREATED, NOT_FOUND)
)
@shows_people("api.papers")
def attach(
    request: HttpRequest,
    number: str,
    paper: str,
    file: Annotated[UploadedFile | None, File()] = None,
) -> Any:
    """Attach a scan (PDF, JPEG, PNG) for a paper; the same bytes again change nothing."""
    item = _item(request, number)
    if file is None:
        return refused((no_file(),))
    handed = HandedIn(file.name or paper, file.file or b"")
    clerk = caller(request, *AT_THE_COUNTER)
    done = workflow.attach_paper(item.number, paper, handed, clerk=clerk, at=now())
    if isinstance(done, tuple):
        return refused(done)
    return made(_told(paper_states(done)), f"/items/{number}/papers")


@router.post(
    "/items/{number}/papers/{paper}/promise",
    openapi_extra=answers(list[PaperTold], CREATED, NOT_FOUND),
)
@shows_people("api.papers")
def promise(request: HttpRequest, number: str, paper: str) -> Any:
    """Take the promise 容缺承诺 that a missing paper follows within its working days."""
    item = _item(request, number)
    clerk = caller(request, *AT_THE_COUNTER)
    done = workflow.promise_paper(item.number, paper, clerk=clerk, at=now())
    if isinstance(done, tuple):
        return refused(done)
    return made(_told(paper_states(done)), f"/items/{number}/papers")


@router.get("/items/{number}/scans/{scan_id}", openapi_extra=SCAN)
@shows_people("api.papers")
def download(request: HttpRequest, number: str, scan_id: int) -> FileResponse:
    """Return the bytes of a scan, of the media type that they are."""
    _item(request, number)
    found = scan_of(number, scan_id)
    if found is None:
        raise HttpError(404, f"办件{number}没有附件{scan_id} · no scan {scan_id} of item {number}")
    return handed_out(found)


def _item(request: HttpRequest, number: str) -> Item:
    """Return an item that the caller may see, and note the look at whom it is about."""
    found = items.items_seen_by(caller(request, *AT_THE_COUNTER)).filter(number=number).first()
    if found is None:
        raise HttpError(404, f"您的权限范围内没有办件{number} · no item {number} in your scope")
    look_of(request).at(ssn_of(found), reason=number)
    return found


def _told(states: tuple[PaperState, ...]) -> list[dict[str, Any]]:
    return [
        {
            "paper": state.paper.code,
            "name": state.paper.text.as_json(),
            "source": state.paper.source.as_json() if state.paper.source else None,
            "follows": state.paper.follows,
            "here": state.is_here,
            "missing": state.is_missing,
            "until": state.until.isoformat() if state.until else None,
            "scans": [
                {
                    "id": scan.id,
                    "name": scan.name,
                    "digest": scan.digest,
                    "size": scan.size,
                    "by": scan.by,
                    "at": scan.at.isoformat() if scan.at else None,
                }
                for scan in state.scans
            ],
        }
        for state in states
    ]
