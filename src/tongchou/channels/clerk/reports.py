"""The reports 部门反馈 of other departments: what waits for a judgement, and one of them."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said
from tongchou.channels.front.reported import VERBS, kind_text, said_in, status_of, steps_on
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.registry.models import Report, ReportVerb
from tongchou.registry.queries.reports import open_reports, report_by
from tongchou.standards import codes
from tongchou.standards.refusal import Refusals
from tongchou.workflow.changes.deliveries import judge_report, no_judgement

ROWS, DIGITS_MAX = 50, 18
GIVEN = {"confirm", "reject", "reopen"}
"""What the buttons of a report's page ask for."""


@require_safe
@for_clerks
@shows_people("reports.list")
def show_reports(request: HttpRequest) -> HttpResponse:
    """List what no clerk judged yet, the oldest first; it is judged in the province's agency."""
    is_here = clerk_of(request).scope == ""
    after = request.GET.get("after", "")
    behind = int(after) if after.isdecimal() and len(after) <= DIGITS_MAX else 0
    found = open_reports(after=behind, limit=ROWS + 1) if is_here else []
    shown = found[:ROWS]
    look_of(request).at(*(one.ssn for one in shown))
    rows = [
        (
            one,
            kind_text(one),
            codes.table("departments")[one.department].text,
            list(said_in(one)),
            status_of(one) == "proposed",
        )
        for one in shown
    ]
    following = shown[-1].pk if len(found) > ROWS else None
    return page(request, "reports.html", "reports", rows=rows, following=following, is_here=is_here)


def _judged(request: HttpRequest, report: Report) -> Refusals:
    """Judge a report as the form says; a verb that it does not offer is refused."""
    verb = request.POST.get("verb", "")
    if verb not in GIVEN:
        return (no_judgement(),)
    why, clerk = request.POST.get("why", ""), clerk_of(request)
    return judge_report(report, ReportVerb(verb), why=why, clerk=clerk, at=now())


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_people("report.page")
def show_report(request: HttpRequest, report_id: int) -> HttpResponse:
    """Show one report, and take the judgement of it."""
    report = report_by(report_id) if clerk_of(request).scope == "" else None
    if report is None:
        raise Http404
    look_of(request).at(report.ssn, reason=f"report {report_id}")
    refused: Refusals = ()
    if request.method == "POST":
        refused = _judged(request, report)
        if not refused:
            messages.success(request, said(request, "已记下结论。", "Your judgement is recorded."))
            return redirect("clerk:reports")
    return page(
        request,
        "report.html",
        "reports",
        status=422 if refused else 200,
        report=report,
        kind=kind_text(report),
        department=codes.table("departments")[report.department].text,
        facts=list(said_in(report)),
        steps=[(one, VERBS[ReportVerb(one.verb)]) for one in steps_on(report)],
        is_judged=status_of(report) in {"confirmed", "rejected"},
        refusals=[one.as_json() for one in refused],
        faults=[one.text for one in refused if one.field == "note"],
        why=request.POST.get("why", ""),
    )
