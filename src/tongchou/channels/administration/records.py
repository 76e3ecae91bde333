"""The records, for who audits: administrative acts, sign-ins, and who looked at whom."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tongchou.agency.queries import administrative_records, looks_noted, sign_ins_noted
from tongchou.channels.administration.access import for_auditors, page
from tongchou.channels.administration.lists import OUTCOMES, RECORDS
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Table, Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import look_of, shows_people
from tongchou.standards import codes
from tongchou.standards.text import Text

ROWS = 50
Read = Callable[[str, str], QuerySet[Any]]


def _acts(text: str, chosen: str) -> QuerySet[Any]:
    return administrative_records(text, act=chosen)


def _sign_ins(text: str, chosen: str) -> QuerySet[Any]:
    return sign_ins_noted(text, outcome=chosen)


def _looks(text: str, chosen: str) -> QuerySet[Any]:
    return looks_noted(text, exports_only=bool(chosen))


READS: Mapping[str, Read] = {"acts": _acts, "sign-ins": _sign_ins, "looks": _looks}


def _choices(kind: str) -> list[tuple[str, Text]]:
    if kind == "acts":
        return [(code, one.text) for code, one in codes.table("administrative_acts").items()]
    if kind == "sign-ins":
        return [(outcome.value, text) for outcome, text in OUTCOMES.items()]
    return [("export", Text("只看导出", "Exports only"))]


@require_http_methods(["GET", "HEAD", "POST"])
@for_auditors
@shows_people("audit.records")
def show_records(request: HttpRequest, record: str) -> HttpResponseBase:
    """Show a kind of record, newest first; filtered by who or on whom, and by what."""
    kind = record
    if kind not in RECORDS:
        raise Http404
    if request.method == "POST":
        asked = {name: request.POST.get(name, "").strip() for name in ("text", "chosen")}
        path = reverse("administration:records", args=[kind])
        return redirect(f"{path}?list={state_reference(**asked)}")
    listed = request.GET.get("list", "")
    state = state_in(listed)
    text, chosen = state.get("text", ""), state.get("chosen", "")
    listing = RECORDS[kind]
    found = listing.ordered(READS[kind](text, chosen), state)
    look_of(request).through(text)
    if file := exported(request, Whole(listing, found)):
        return file
    shown = CappedPaginator(found, ROWS).get_page(request.GET.get("page"))
    if kind == "looks":
        look_of(request).at(*(ssn for one in shown for ssn in one.ssns))
    facts: dict[str, Any] = {
        "kind": kind,
        "title": listing.title,
        "text": text,
        "chosen": chosen,
        "choices": _choices(kind),
        "listed": listed,
        "found": shown,
        "tally": capped_text(shown.paginator.count),
        "table": Table(listing, list(shown), state),
    }
    return page(request, "records.html", f"records {kind}", **facts)
