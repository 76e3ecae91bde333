"""Notices 文书 of a matter, to be printed on A4: accepted, to be corrected, refused."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongchou.agency.queries import agency_named
from tongchou.channels.clerk.access import for_clerks, page
from tongchou.channels.clerk.item import item_in_scope, taken_in
from tongchou.channels.front.seen import shows_people
from tongchou.registry import queries as registry
from tongchou.standards import codes
from tongchou.standards.time import day_zh
from tongchou.workflow.models import Item
from tongchou.workflow.notices import LITIGATION_MONTHS, OBJECTION, RECONSIDERATION_DAYS, notices_of


@require_safe
@for_clerks
@shows_people("item.notice")
def show_notice(request: HttpRequest, number: str, place: int) -> HttpResponse:
    """Show the notice of one of an item's steps."""
    item = item_in_scope(request, number)
    notices = notices_of(item, list(item.steps.order_by("id")))
    notice = next((one for one in notices if one.place == place), None)
    if notice is None:
        raise Http404
    return page(
        request,
        "notice.html",
        "inbox",
        item=item,
        notice=notice,
        named=codes.table("items")[item.code],
        agency=agency_named(item.agency_code),
        taken_in=taken_in(item),
        objection=OBJECTION,
        days=RECONSIDERATION_DAYS,
        months=LITIGATION_MONTHS,
        addressee=_addressee(item),
        on_zh=day_zh(notice.on),
        due_zh=day_zh(item.due_on) if item.due_on else "",
    )


def _addressee(item: Item) -> str:
    """Return the name of whom an item is about, as it is registered or else as it was typed."""
    province = item.number[:2]
    person = registry.person_of(item.subject, province=province)
    employer = registry.employer_of(item.subject, province=province)
    known = person or employer
    return known.name if known else item.subject_name
