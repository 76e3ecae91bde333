"""Giving a matter back, or refusing it, point by point: the page on which that is written."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, page
from tongchou.channels.clerk.desk import item_address, listed_in
from tongchou.channels.clerk.item import item_in_scope, item_page
from tongchou.channels.front.seen import shows_people
from tongchou.standards import codes
from tongchou.standards.fields import UNTYPED, kind_of
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.hindrances import hindrance_to
from tongchou.workflow.models import Item
from tongchou.workflow.paper_queries import paper_states
from tongchou.workflow.points import FIELD, PAPER, REASON, WORDS_MAX, Point
from tongchou.workflow.steps import verb_text

VERBS = ("return", "refuse")
"""The steps that are taken point by point."""


@require_safe
@for_clerks
@shows_people("item.stop")
def show_stop(request: HttpRequest, number: str, stop: str) -> HttpResponse:
    """Show what may be named of a matter that is given back, or why one may be refused."""
    if stop not in VERBS:
        raise Http404
    item = item_in_scope(request, number)
    hindrance = hindrance_to(item, stop, clerk_of(request))
    if hindrance:
        return item_page(request, item, (hindrance,))
    points = to_mend(item) if stop == "return" else reasons()
    return page(
        request,
        "stop.html",
        "inbox",
        item=item,
        named=codes.table("items")[item.code],
        verb=stop,
        title=verb_text(stop),
        points=[(point, point.title(item.code)) for point in points],
        words_max=WORDS_MAX,
        listed=listed_in(request),
        item_address=item_address(number, listed_in(request)),
    )


def to_mend(item: Item) -> list[Point]:
    """Return what of a matter its applicant may be asked to mend: typed fields, and papers."""
    form = catalogue()[item.code].form.model_fields.items()
    fields = [Point(f"{FIELD}:{name}") for name, field in form if kind_of(field) not in UNTYPED]
    papers = [Point(f"{PAPER}:{one.paper.code}") for one in paper_states(item)]
    return fields + papers


def reasons() -> list[Point]:
    """Return the reasons for which a matter may be refused."""
    return [Point(f"{REASON}:{code}") for code in codes.table("refusal_reasons")]
