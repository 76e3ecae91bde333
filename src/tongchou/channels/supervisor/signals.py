"""The signals 疑点: what a check found that a person must look at, and judges here."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import part_of
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.signals import STATES, listed, people_by_ssn
from tongchou.channels.front.visit import now, said
from tongchou.channels.supervisor.access import for_supervisors, supervisor_of
from tongchou.channels.supervisor.lists import SIGNALS
from tongchou.channels.supervisor.query import FROM_SIGNAL
from tongchou.risk.catalogue import check_named
from tongchou.risk.changes import judge_signal
from tongchou.risk.queries import RaisedSignal, of_state, signal_by
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.standards.time import beijing_day
from tongchou.workflow.refusals import finding_missing

ROWS = 100


@require_safe
@for_supervisors
@shows_people("signals.list")
def show_signals(request: HttpRequest) -> HttpResponseBase:
    """List the signals, all or those in one state, each with the places it was found in."""
    state = state_in(request.GET.get("list", ""))
    which = request.GET.get("which", "")
    found = of_state(which)
    ordered = SIGNALS.ordered(found, state)
    if file := exported(request, Whole(SIGNALS, ordered, listed)):
        return file
    is_falling = SIGNALS.order_in(state).startswith("-")
    by = ("raised_on", "id")
    part = part_of(found, by=by, size=ROWS, state=state, newest_first=is_falling)
    look_of(request).at(*(signal.ssn for signal in part.rows))
    facts = {
        "section": "signals",
        "part": part,
        "which": which,
        "tabs": [("", Text("全部", "All")), *((name, text) for name, (_, text) in STATES.items())],
        "table": Table(SIGNALS, list(listed(part.rows)), state),
    }
    return render(request, "supervisor/signals.html", facts)


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
        return _signal_page(request, signal, (finding_missing(),))
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
