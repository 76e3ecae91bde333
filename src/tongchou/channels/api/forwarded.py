"""What a machine may ask of matters that are taken in for another province 异地受理."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, File, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from tongchou.agency.models import Clerk
from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import caller
from tongchou.channels.api.items import AT_THE_COUNTER, LIMIT_MAX
from tongchou.channels.api.shapes.forwarded import ForwardedTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import look_of, shows_people, typed_person
from tongchou.channels.front.visit import now
from tongchou.registry.models import Forwarded
from tongchou.standards.refusal import Refusals
from tongchou.workflow import changes as workflow
from tongchou.workflow.changes import Sent
from tongchou.workflow.files import File as HandedIn
from tongchou.workflow.forwarding import forwarded_by, forwarded_json
from tongchou.workflow.points import POINTS_MAX
from tongchou.workflow.refusals_of_papers import no_file

router = Router(tags=["items"])


class Forwarding(Schema):
    """A matter as a clerk takes it in for another province."""

    code: str = Field(max_length=64)
    form: dict[str, Any]
    for_province: str = Field(max_length=2, description="the province that is competent")
    note: str = Field("", max_length=500)


class Answer(Schema):
    """Another form for a matter that came back; `checked` names points that stand as they are."""

    form: dict[str, Any] = Field(default_factory=dict)
    note: str = Field("", max_length=500)
    checked: list[str] = Field([], max_length=POINTS_MAX)


@router.post("/forwarded", openapi_extra=answers(ForwardedTold, CREATED))
@shows_people("api.forwarded")
def forward(request: HttpRequest, given: Forwarding) -> Any:
    """Take a matter in for another province; the same again, while it is open, is the same."""
    clerk = caller(request, "accept")
    look_of(request).at(reason=given.code)
    look_of(request).through(typed_person(given.code, given.form))
    done = too_often(request) or workflow.forward(
        given.code,
        given.form,
        competent=given.for_province,
        clerk=clerk,
        at=now(),
        note=given.note,
    )
    if not isinstance(done, Sent):
        return refused(done)
    told = _told(request, done.row)
    return told if done.repeated else made(told, f"/forwarded/{done.row.letter}")


@router.get("/forwarded", openapi_extra=answers(list[ForwardedTold]))
@shows_people("api.forwarded")
def list_forwarded(
    request: HttpRequest, before: Annotated[str, Query(max_length=32)] = "", limit: int = 50
) -> Any:
    """Return what the caller's agency took in for other provinces, the newest first.

    `before` is the number behind which the list goes on.
    """
    found = forwarded_by(caller(request, *AT_THE_COUNTER))
    if before:
        found = found.filter(letter__lt=before)
    return [_told(request, row) for row in found[: max(1, min(limit, LIMIT_MAX))]]


@router.get("/forwarded/{number}", openapi_extra=answers(ForwardedTold, NOT_FOUND))
@shows_people("api.forwarded")
def show(request: HttpRequest, number: str) -> Any:
    """Return how a matter stands in the province that decides it."""
    return _told(request, _one(request, number, caller(request, *AT_THE_COUNTER)))


@router.post("/forwarded/{number}/form", openapi_extra=answers(ForwardedTold, NOT_FOUND))
@shows_people("api.forwarded")
def answer(request: HttpRequest, number: str, given: Answer) -> Any:
    """Hand in another form of a matter that came back, or was not taken in."""
    clerk = caller(request, "accept")
    row = _one(request, number, clerk)
    look_of(request).through(typed_person(row.item, given.form))
    done = too_often(request) or workflow.forward_again(
        number, given.form, clerk=clerk, at=now(), checked=given.checked, note=given.note
    )
    return _answered(request, done)


@router.post("/forwarded/{number}/papers/{paper}", openapi_extra=answers(ForwardedTold, NOT_FOUND))
@shows_people("api.forwarded")
def send_paper(
    request: HttpRequest,
    number: str,
    paper: str,
    file: Annotated[UploadedFile | None, File()] = None,
) -> Any:
    """Send a scan (PDF, JPEG, PNG) after a matter; the same bytes again change nothing."""
    clerk = caller(request, "accept")
    _one(request, number, clerk)
    if file is None:
        return refused((no_file(),))
    handed = HandedIn(file.name or paper, file.file or b"")
    return _answered(request, workflow.send_paper(number, paper, handed, clerk=clerk, at=now()))


def _one(request: HttpRequest, number: str, clerk: Clerk) -> Forwarded:
    """Return a matter that the caller may see, and note the look at whom it is about."""
    found = forwarded_by(clerk).filter(letter=number).first()
    if found is None:
        raise HttpError(
            404, f"您的机构没有异地受理件{number} · no matter {number} was forwarded by your agency"
        )
    _told(request, found)
    return found


def _told(request: HttpRequest, row: Forwarded) -> dict[str, Any]:
    look_of(request).at(typed_person(row.item, row.form), reason=row.letter)
    return forwarded_json(row)


def _answered(request: HttpRequest, done: Forwarded | Refusals) -> Any:
    return refused(done) if isinstance(done, tuple) else _told(request, done)
