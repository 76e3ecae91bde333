"""What a machine may ask of a province: feeds, items, a person's record."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Body, File, Query, Router, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from tongchou.channels.api.answers import refused
from tongchou.channels.api.auth import caller, whole_node
from tongchou.channels.api.items import AT_THE_COUNTER, accepted
from tongchou.channels.api.shapes.items import DueTold, ItemTold, RerunTold
from tongchou.channels.api.shapes.people import DossierTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.channels.front.visit import today
from tongchou.ledger import queries as ledger
from tongchou.registry import queries as registry
from tongchou.registry.dossier import dossier_of
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import month_of
from tongchou.workflow import queries as items
from tongchou.workflow.files import File as HandedIn
from tongchou.workflow.rerun import rerun

router = Router(tags=["province"])


class PersonAsked(Schema):
    """Whose record is asked for; the reason is kept with the access record."""

    ssn: str
    reason: str = ""


@router.post("/feeds/{code}", openapi_extra=answers(ItemTold, CREATED))
@shows_people("api.feed")
def take_feed(request: HttpRequest, code: str, form: Annotated[dict[str, Any], Body()]) -> Any:
    """Take a feed of another system: the market regulator's, the tax authority's, a bank's."""
    whole_node(request, f"feed/{code}")
    look_of(request).rows = sum(len(rows) for rows in form.values() if isinstance(rows, list))
    return accepted(request, code, form, clerk=None)


@router.post("/declarations", openapi_extra=answers(ItemTold, CREATED))
@shows_people("api.declarations")
def declare(
    request: HttpRequest,
    month: Annotated[str, Query()],
    file: Annotated[UploadedFile, File()],
    credit_code: Annotated[str | None, Query()] = None,
) -> Any:
    """Take a file of wage declarations 缴费工资申报 for a month; answer with every verdict.

    `credit_code` says whose file it is where the file names no employer.
    """
    whole_node(request, "feed/wage_declaration", "accept/contribution")
    handed = HandedIn(str(file.name), file.file or b"")
    form = {"month": month, "file_name": file.name, "file_digest": handed.digest.hex()}
    form |= {"credit_code": credit_code} if credit_code else {}
    return accepted(request, "wage_declaration", form, clerk=None, files=(handed,))


@router.get("/dues", openapi_extra=answers(list[DueTold]))
@shows_people("api.dues")
def dues(request: HttpRequest, month: Annotated[str, Query()]) -> Any:
    """Return what employers still owe for a month, as the tax authority collects it."""
    whole_node(request, "feed/contribution_receipt")
    found = registry.amounts_due(_month(month), province=settings.NODE_CODE, scheme=EMPLOYEES)
    look_of(request).at(reason=month)
    look_of(request).rows = sum(due.people for due in found)
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
        for due in found
    ]


@router.get("/items/{number}/rerun", openapi_extra=answers(RerunTold, NOT_FOUND))
@shows_people("api.rerun")
def run_again(request: HttpRequest, number: str) -> Any:
    """Decide an item again 复算, by the law of its day and as it is now; nothing is written."""
    clerk = caller(request, *AT_THE_COUNTER)
    found = items.items_in_scope(clerk).filter(number=number).first()
    if found is None:
        raise HttpError(404, f"您的权限范围内没有办件{number} · no item {number} in your scope")
    look_of(request).at(ssn_of(found), reason=number)
    done = rerun(found, today=today())
    return refused(done) if isinstance(done, tuple) else done.as_json()


@router.post("/persons/query", openapi_extra=answers(DossierTold, NOT_FOUND))
@shows_people("api.person")
def person(request: HttpRequest, asked: PersonAsked) -> Any:
    """Return what this province holds of a person: its part of the dossier 电子档案袋."""
    whole_node(request, "accept", "review", "approve")
    ssn = asked.ssn.strip().upper()
    look_of(request).through(ssn)
    movements = ledger.account_movements(ssn, province=settings.NODE_CODE)
    found = dossier_of(ssn, movements, scheme=EMPLOYEES)
    if found is None:
        raise HttpError(404, "本节点没有此人 · no such person here")
    look_of(request).at(ssn, reason=asked.reason)
    return found.as_json()


def _month(text: str) -> int:
    try:
        return month_of(text)
    except ValueError:
        raise HttpError(422, "年月应写成 2024-09 · write a month as 2024-09") from None
