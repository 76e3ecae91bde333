"""The one-key query 一键查询: one number in, one lifelong record out; every look is logged.

The ministry serves no one over the counter, so that whoever asks states what for. The number
and the reason travel to the dossier inside a reference; no address shows them.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.agency.changes import REASON_MAX
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.movements import MOVEMENTS
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import said
from tongchou.channels.supervisor.access import for_supervisors
from tongchou.ministry.query.queries import national_dossier
from tongchou.registry.counters import PEOPLE, counted_by_province
from tongchou.registry.models import Person
from tongchou.risk.queries import signals_raised
from tongchou.standards.identity import ssn_faults

FROM_SIGNAL = "signal"
"""Why a dossier is opened from the page of a signal: to judge it."""


@require_http_methods(["GET", "POST"])
@for_supervisors
@shows_people("query.ask")
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number and the reason, and go to its dossier."""
    ssn = "".join(request.POST.get("ssn", "").split()).upper()
    reason = request.POST.get("reason", "").strip()[:REASON_MAX]
    faults: dict[str, str] = {}
    if request.method == "POST":
        faults = _faults(request, ssn, reason)
        if not faults:
            asked = state_reference(ssn=ssn, reason=reason)
            return redirect(reverse("supervisor:dossier", args=[asked]))
        look_of(request).through(ssn)
        look_of(request).at(reason=reason)
    facts = {
        "section": "query",
        "ssn": ssn,
        "reason": reason,
        "fault": faults.get("ssn", ""),
        "reason_fault": faults.get("reason", ""),
        "registered": sum(one.get(PEOPLE, 0) for one in counted_by_province().values()),
    }
    return render(request, "supervisor/query.html", facts, status=422 if faults else 200)


def _faults(request: HttpRequest, ssn: str, reason: str) -> dict[str, str]:
    """Return by field what is wrong with a query; who states no reason hears nothing of people."""
    if not reason:
        missing = said(request, "请写明查询事由。", "Say what you ask for.")
        return {"reason": missing}
    if ssn_faults(ssn):
        return {
            "ssn": said(
                request,
                "号码不正确：请核对位数和校验位（国籍代码开头的应如 USA0123456789）。",
                "This is no valid number: compare length and check digit (or as USA0123456789).",
            )
        }
    if not Person.objects.filter(ssn=ssn).exists():
        return {
            "ssn": said(
                request,
                "全国参保库中没有这个号码。",
                "No province has registered this number.",
            )
        }
    return {}


@require_safe
@for_supervisors
@shows_people("one_key_query")
def show_dossier(request: HttpRequest, asked: str) -> HttpResponseBase:
    """Show a person's whole dossier to whoever asked for it with a reason."""
    state = state_in(asked)
    ssn, reason = state.get("ssn", ""), state.get("reason", "")
    dossier = national_dossier(ssn) if reason else None
    if dossier is None:
        raise Http404
    look_of(request).at(dossier.ssn, reason=reason)
    if file := exported(request, Whole(MOVEMENTS, dossier.movements)):
        return file
    facts = {"section": "query", "dossier": dossier, "signals": signals_raised(ssn=dossier.ssn)}
    return render(request, "supervisor/dossier.html", facts)
