"""The signals 疑点 of a province: what the ministry found about people of the clerk's scope."""

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, scope_of
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import part_of
from tongchou.channels.front.references import state_in
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.channels.front.signals import STATES, listed, signals_list
from tongchou.registry.models import Person
from tongchou.registry.queries import people_in
from tongchou.risk.catalogue import check_named
from tongchou.risk.models import Signal
from tongchou.risk.queries import of_state, raised
from tongchou.standards.refusal import Refusals
from tongchou.workflow.changes.signals import judge_signal

ROWS = 50
BY_DAY = ("raised_on", "id")
SIGNALS = signals_list("clerk:signal")


def _in_scope(request: HttpRequest, found: QuerySet[Signal]) -> QuerySet[Signal]:
    """Return those that are about people of the clerk's scope."""
    scope = scope_of(request)
    if not scope:
        return found
    inside = people_in(scope, province=settings.NODE_CODE)
    return found.filter(Exists(inside.filter(ssn=OuterRef("ssn"))))


@require_safe
@for_clerks
@shows_people("signals.list")
def show_signals(request: HttpRequest) -> HttpResponseBase:
    """List the signals, those to be judged first asked for, the newest first."""
    state = state_in(request.GET.get("list", ""))
    which = request.GET.get("which", "open")
    found = _in_scope(request, of_state(which))
    if file := exported(request, Whole(SIGNALS, SIGNALS.ordered(found, state), listed)):
        return file
    is_falling = SIGNALS.order_in(state).startswith("-")
    part = part_of(found, by=BY_DAY, size=ROWS, state=state, newest_first=is_falling)
    look_of(request).at(*(signal.ssn for signal in part.rows))
    return page(
        request,
        "signals.html",
        "signals",
        part=part,
        which=which,
        tabs=[*((name, text) for name, (_, text) in STATES.items())],
        table=Table(SIGNALS, list(listed(part.rows)), state),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_clerks
@shows_people("signal.page")
def show_signal(request: HttpRequest, signal_id: int) -> HttpResponse:
    """Show one signal: who, what, where, and what to do; and take the judgement of it."""
    found = _in_scope(request, Signal.objects.all()).filter(id=signal_id).first()
    if found is None:
        raise Http404
    signal = raised(found)
    look_of(request).at(signal.ssn, reason=signal.code)
    refused: Refusals = ()
    if request.method == "POST":
        why = request.POST.get("judgement", "")
        refused = judge_signal(signal, why=why, clerk=clerk_of(request), at=now())
        if not refused:
            messages.success(request, said(request, "已记下结论。", "Your judgement is recorded."))
            return redirect("clerk:signals")
    return page(
        request,
        "signal.html",
        "signals",
        status=422 if refused else 200,
        signal=signal,
        named=check_named(signal.code),
        person=Person.objects.filter(ssn=signal.ssn, province=settings.NODE_CODE).first(),
        here=settings.NODE_CODE,
        refusals=refused,
    )
