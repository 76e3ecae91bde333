"""The signals 疑点: what a check found that a person must look at, and judges here."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.front.references import state_reference
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.visit import now, said
from tongchou.channels.supervisor.access import for_supervisors, supervisor_of
from tongchou.channels.supervisor.queries import people_by_ssn
from tongchou.channels.supervisor.query import FROM_SIGNAL
from tongchou.risk.catalogue import check_named
from tongchou.risk.changes import judge_signal
from tongchou.risk.queries import RaisedSignal, signal_by, signals_raised
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day

ROWS = 100
UNSAID = Refusal(
    code="signal.judgement_missing",
    text=Text("请写明核实结论", "Say what you found"),
    field="judgement",
)


@require_safe
@for_supervisors
@shows_people("signals.list")
def show_signals(request: HttpRequest) -> HttpResponse:
    """List the signals, newest first, each with the places it was found in."""
    found = Paginator(signals_raised(), ROWS).get_page(request.GET.get("page"))
    ssns = [signal.ssn for signal in found]
    look_of(request).at(*ssns)
    people = people_by_ssn(ssns)
    rows = [(signal, people.get(signal.ssn)) for signal in found]
    return render(
        request, "supervisor/signals.html", {"section": "signals", "found": found, "rows": rows}
    )


@require_http_methods(["GET", "POST"])
@for_supervisors
@shows_people("signal.page")
def judge(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Show one signal with all its places, and take the judgement 核查结论 of it."""
    signal = signal_by(signal_id)
    if signal is None:
        raise Http404
    look_of(request).at(signal.ssn, reason=signal.code)
    if request.method == "GET":
        return _signal_page(request, signal)
    judgement = request.POST.get("judgement", "").strip()
    if not judgement:
        return _signal_page(request, signal, (UNSAID,))
    _judge(request, signal, judgement)
    return redirect("supervisor:signal", signal_id=signal.id)


def _judge(request: HttpRequest, signal: RaisedSignal, judgement: str) -> None:
    was_open = judge_signal(
        signal.id,
        login=supervisor_of(request).login,
        judgement=judgement,
        on=beijing_day(now()),
    )
    if was_open:
        messages.success(request, said(request, "已记下核实结论。", "Your judgement is recorded."))
    else:
        messages.warning(
            request,
            said(
                request,
                "此疑点此前已核实，本次未作更改。",
                "This signal was judged before; nothing was changed.",
            ),
        )


def _signal_page(
    request: HttpRequest, signal: RaisedSignal, refusals: Refusals = ()
) -> HttpResponse:
    facts = {
        "section": "signals",
        "signal": signal,
        "named": check_named(signal.code),
        "person": people_by_ssn([signal.ssn]).get(signal.ssn),
        "refusals": refusals,
        "asked": state_reference(ssn=signal.ssn, reason=f"{FROM_SIGNAL} {signal.id}"),
    }
    status = 422 if refusals else 200
    return render(request, "supervisor/signal.html", facts, status=status)
