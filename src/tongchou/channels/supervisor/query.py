"""The one-key query 一键查询: one number in, one lifelong record out; every look is logged."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.agency.changes import note_access
from tongchou.channels.supervisor.access import for_supervisors, now, said, supervisor_of
from tongchou.ministry.index.queries import index_totals
from tongchou.ministry.query.queries import national_dossier
from tongchou.registry.models import Person
from tongchou.risk.queries import signals_raised
from tongchou.standards.identity import ssn_faults


@require_http_methods(["GET", "POST"])
@for_supervisors
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a number and go to its dossier; the number itself stays out of the address."""
    ssn = "".join(request.POST.get("ssn", "").split()).upper()
    fault = ""
    if request.method == "POST":
        known = Person.objects.filter(ssn=ssn).order_by("province").first()
        if known:
            return redirect("supervisor:dossier", person_id=known.handle)
        fault = (
            said(
                request,
                "号码不正确：应为18位且校验位相符，请核对。",
                "This is no valid number: it needs 18 characters and a matching check digit.",
            )
            if ssn_faults(ssn)
            else said(
                request,
                "全国参保库中没有这个号码。",
                "No province has registered this number.",
            )
        )
    facts = {"section": "query", "ssn": ssn, "fault": fault, "known": index_totals()}
    return render(request, "supervisor/query.html", facts, status=422 if fault else 200)


@require_safe
@for_supervisors
def show_dossier(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Show a person's whole dossier, and note who looked."""
    person = Person.objects.filter(handle=person_id).first()
    dossier = national_dossier(person.ssn) if person else None
    if dossier is None:
        raise Http404
    note_access(
        login=supervisor_of(request).login, ssns=[dossier.ssn], what="one_key_query", at=now()
    )
    facts = {"section": "query", "dossier": dossier, "signals": signals_raised(ssn=dossier.ssn)}
    return render(request, "supervisor/dossier.html", facts)
