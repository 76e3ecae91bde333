"""What other departments deliver to a province, and the reports that wait for a judgement."""

from typing import Annotated, Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja.errors import HttpError

from tongchou.channels.api.answers import made, refused
from tongchou.channels.api.auth import whole_node
from tongchou.channels.api.shapes.reports import DeliveryTold, ReportTold
from tongchou.channels.api.shapes.shape import answers
from tongchou.channels.api.statuses import CREATED, NOT_FOUND
from tongchou.channels.front.reported import status_of, steps_on
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people
from tongchou.channels.front.visit import now
from tongchou.registry.models import Report, ReportVerb
from tongchou.registry.queries.reports import open_reports, report_by
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal
from tongchou.workflow.changes.deliveries import judge_report, take_delivery
from tongchou.workflow.departments import BYTES_MAX

router = Router(tags=["reports"])

LIMIT_MAX = 200


class DeliveryGiven(Schema):
    """A delivery: its line of JSON, and the line with the signature under it."""

    text: str = Field(max_length=BYTES_MAX)


class Why(Schema):
    """On what grounds a report is confirmed or rejected."""

    why: str = Field(max_length=500)


@router.post("/deliveries/{department}", openapi_extra=answers(DeliveryTold, CREATED, NOT_FOUND))
@shows_nobody
def deliver(request: HttpRequest, department: str, given: DeliveryGiven) -> Any:
    """Take in what a department delivers; each row that cannot be read is listed with its cause."""
    if department not in codes.table("departments"):
        raise HttpError(404, f"没有部门{department} · no department {department}")
    whole_node(request, f"deliver/{department}")
    taken = take_delivery(
        given.text.encode(),
        department=department,
        home=settings.HOME,
        node=settings.NODE_CODE,
        at=now(),
    )
    if isinstance(taken, Refusal):
        return refused((taken,))
    told = {
        "digest": taken.digest,
        "rows": taken.rows,
        "unread": taken.unread,
        "repeated": taken.repeated,
    }
    return told if taken.repeated else made(told, "/reports")


@router.get("/reports", openapi_extra=answers(list[ReportTold]))
@shows_people("api.reports")
def waiting(
    request: HttpRequest,
    after: Annotated[int, Query(ge=0, le=10**15)] = 0,
    limit: Annotated[int, Query(ge=1, le=LIMIT_MAX)] = 50,
) -> Any:
    """Return the reports that nobody judged yet, the oldest first, behind the `id` of one."""
    whole_node(request, "accept", "review", "approve")
    found = open_reports(after=after, limit=limit)
    look_of(request).at(*(one.ssn for one in found))
    return [_told(one) for one in found]


@router.post("/reports/{report_id}/{verb}", openapi_extra=answers(ReportTold, NOT_FOUND))
@shows_people("api.reports")
def judge(
    request: HttpRequest, report_id: int, verb: Literal["confirm", "reject", "reopen"], given: Why
) -> Any:
    """Confirm or reject what a department said of a person, or take a judgement back.

    A death or another number is confirmed by two persons: after the first it is `proposed`.
    """
    clerk = whole_node(request, "review", "approve")
    report = report_by(report_id) if 0 < report_id < 2**63 else None
    if report is None:
        raise HttpError(404, f"没有反馈{report_id} · no report {report_id}")
    look_of(request).at(report.ssn, reason=f"report {report_id}")
    refusals = judge_report(report, ReportVerb(verb), why=given.why, clerk=clerk, at=now())
    return refused(refusals) if refusals else _told(report_by(report_id) or report)


def _told(report: Report) -> dict[str, Any]:
    last = steps_on(report)[-1:]
    return {
        "id": report.pk,
        "delivery": report.delivery_id,
        "row": report.row,
        "department": report.department,
        "kind": report.kind,
        "ssn": report.ssn,
        "name": report.name,
        "facts": report.facts,
        "faults": report.faults,
        "said_on": report.said_on.isoformat(),
        "status": status_of(report),
        "why": last[0].why if last else "",
        "judged_by": last[0].login if last else "",
    }
