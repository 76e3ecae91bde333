"""What a machine may ask of a province: feeds, items, a person's record."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Body, File, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from tongchou.agency.changes import note_access
from tongchou.agency.models import Clerk
from tongchou.channels.api.answers import item_json, refused
from tongchou.channels.api.auth import caller, whole_node
from tongchou.ledger import queries as ledger
from tongchou.registry import queries as registry
from tongchou.registry.dossier import dossier_of
from tongchou.standards import codes
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import beijing_day, month_of
from tongchou.workflow import changes as workflow
from tongchou.workflow import queries as items
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted
from tongchou.workflow.files import File as HandedIn
from tongchou.workflow.memory import given_back
from tongchou.workflow.models import Item
from tongchou.workflow.rerun import rerun

router = Router(tags=["province"])


class Submission(Schema):
    """A matter as a clerk submits it."""

    code: str
    form: dict[str, Any]


class Note(Schema):
    """A word beside a step, and the corrected form with which a returned item is accepted."""

    note: str = ""
    form: dict[str, Any] | None = None


@router.post("/feeds/{code}")
def take_feed(request: HttpRequest, code: str, form: Annotated[dict[str, Any], Body()]) -> Any:
    """Take a feed of another system: the market regulator's, the tax authority's, a bank's."""
    whole_node(request, f"feed/{code}")
    return _accepted(code, form, clerk=None)


@router.post("/declarations")
def declare(
    request: HttpRequest, month: Annotated[str, Query()], file: Annotated[UploadedFile, File()]
) -> Any:
    """Take a file of wage declarations 缴费工资申报 for a month; answer with every verdict."""
    whole_node(request, "feed/wage_declaration", "accept/contribution")
    handed = HandedIn(str(file.name), file.file or b"")
    form = {"month": month, "file_name": file.name, "file_digest": handed.digest.hex()}
    return _accepted("wage_declaration", form, clerk=None, files=(handed,))


@router.get("/dues")
def dues(request: HttpRequest, month: Annotated[str, Query()]) -> Any:
    """Return what employers still owe for a month, as the tax authority collects it."""
    whole_node(request, "feed/contribution_receipt")
    return [
        {
            "credit_code": due.credit_code,
            "name": due.name,
            "month": month,
            "people": due.people,
            "employer_fen": due.employer_fen,
            "employee_fen": due.employee_fen,
            "amount_fen": due.total_fen,
        }
        for due in registry.amounts_due(
            _month(month), province=settings.NODE_CODE, scheme=EMPLOYEES
        )
    ]


@router.post("/items")
def submit(request: HttpRequest, submission: Submission) -> Any:
    """Accept a matter over the counter; the same `Idempotency-Key` again is the same item."""
    clerk, key = caller(request, "accept"), request.headers.get("Idempotency-Key", "")
    own_key = f"{clerk.login}:{key}" if key else ""
    return _accepted(submission.code, submission.form, clerk=clerk, key=own_key)


@router.get("/items")
def inbox(
    request: HttpRequest,
    which: Literal["mine", "open", "done", "all"] = "mine",
    text: str = "",
    limit: int = 50,
) -> Any:
    """Return the caller's inbox: `mine`, `open`, `done` or `all`."""
    clerk = caller(request)
    found = items.inbox(clerk, which=which, text=text)
    return _shown(clerk, *found[: max(1, min(limit, 200))])


@router.get("/items/{number}")
def show(request: HttpRequest, number: str) -> Any:
    """Return one item with its worksheet, refusals, outcome and steps."""
    clerk = caller(request)
    found = items.items_in_scope(clerk).filter(number=number).first()
    if found is None:
        raise HttpError(404, f"no item {number} in your scope")
    return _shown(clerk, found)[0]


@router.get("/items/{number}/rerun")
def run_again(request: HttpRequest, number: str) -> Any:
    """Decide an item again 复算, by the law of its day and as it is now; nothing is written."""
    clerk = caller(request)
    found = items.items_in_scope(clerk).filter(number=number).first()
    if found is None:
        raise HttpError(404, f"no item {number} in your scope")
    if catalogue()[found.code].is_about_a_person:
        note_access(login=clerk.login, ssns=[found.subject], what="api.rerun", at=settings.NOW())
    done = rerun(found, today=beijing_day(settings.NOW()))
    return refused(done) if isinstance(done, tuple) else done.as_json()


@router.post("/items/{number}/{verb}")
def step(request: HttpRequest, number: str, verb: str, note: Note) -> Any:
    """Take a step on an item: review, approve, return, refuse, withdraw, or accept again."""
    clerk = caller(request)
    if not items.items_in_scope(clerk).filter(number=number).exists():
        raise HttpError(404, f"no item {number} in your scope")
    at = settings.NOW()
    if verb == "accept" and note.form is not None:
        done = workflow.resubmit(number, note.form, clerk=clerk, at=at)
    elif verb == "accept" or verb not in codes.table("item_verbs"):
        raise HttpError(404, f"no step {verb}")
    else:
        done = workflow.take(number, verb, clerk=clerk, at=at, note=note.note)
    return refused(done) if isinstance(done, tuple) else _shown(clerk, done)[0]


@router.get("/persons/{ssn}")
def person(request: HttpRequest, ssn: str) -> Any:
    """Return what this province holds of a person: its part of the dossier 电子档案袋."""
    clerk = whole_node(request, "accept", "review", "approve")
    ssn = ssn.strip().upper()
    movements = ledger.account_movements(ssn, province=settings.NODE_CODE)
    found = dossier_of(ssn, movements, scheme=EMPLOYEES)
    if found is None:
        raise HttpError(404, "no such person here")
    note_access(login=clerk.login, ssns=[ssn], what="api.person", at=settings.NOW())
    return found.as_json()


def _shown(clerk: Clerk, *shown: Item) -> list[dict[str, Any]]:
    """Return items with the full numbers of the people they are about, and note who saw them."""
    ssns = {item.subject for item in shown if "ssn" in item.form}
    note_access(login=clerk.login, ssns=sorted(ssns), what="api.items", at=settings.NOW())
    return [item_json(item) for item in shown]


def _accepted(
    code: str,
    form: dict[str, Any],
    *,
    clerk: Clerk | None,
    files: tuple[HandedIn, ...] = (),
    key: str = "",
) -> HttpResponse | dict[str, Any]:
    with given_back(files):
        done = workflow.accept(
            code,
            form,
            province=settings.NODE_CODE,
            at=settings.NOW(),
            clerk=clerk,
            source="clerk" if clerk else "system",
            files=files,
            key=key,
        )
    if isinstance(done, Accepted):
        return item_json(done.item, repeated=done.repeated)
    return refused(done)


def _month(text: str) -> int:
    try:
        return month_of(text)
    except ValueError:
        raise HttpError(422, "write a month as 2024-09") from None
