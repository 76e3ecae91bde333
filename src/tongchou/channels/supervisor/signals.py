"""The signals 疑点: what a check found that a person must look at."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from tongchou.channels.supervisor.access import for_supervisors
from tongchou.channels.supervisor.queries import people_by_ssn
from tongchou.risk.queries import signals_raised

ROWS = 100


@require_safe
@for_supervisors
def show_signals(request: HttpRequest) -> HttpResponse:
    """List the signals, newest first, each with the places it was found in."""
    found = Paginator(signals_raised(), ROWS).get_page(request.GET.get("page"))
    people = people_by_ssn([signal.ssn for signal in found])
    rows = [(signal, people.get(signal.ssn)) for signal in found]
    return render(
        request, "supervisor/signals.html", {"section": "signals", "found": found, "rows": rows}
    )
