"""The papers 材料 of an item at the counter: attached, promised, handed out; and those awaited."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, today
from tongchou.channels.clerk.item import item_in_scope, item_page
from tongchou.channels.front.paging import CappedPaginator
from tongchou.channels.front.scans import handed_out
from tongchou.channels.front.seen import look_of, shows_people, ssn_of
from tongchou.standards import codes
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow.files import File
from tongchou.workflow.models import Item
from tongchou.workflow.paper_queries import awaited, scan_of
from tongchou.workflow.refusals_of_papers import no_file

ROWS = 50


@require_POST
@for_clerks
@shows_people("item.attach")
def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Attach the files that were chosen for a paper, one after the other."""
    item = item_in_scope(request, number)
    paper = request.POST.get("paper", "")
    chosen = request.FILES.getlist("file")
    for one in chosen:
        file = File(one.name or paper, one.file or b"")
        done = workflow.attach_paper(number, paper, file, clerk=clerk_of(request), at=now())
        if isinstance(done, tuple):
            return item_page(request, item, done)
    if not chosen:
        return item_page(request, item, (no_file(),))
    messages.success(request, said(request, "材料已收取。", "The paper was attached."))
    return redirect("clerk:item", number=number)


@require_POST
@for_clerks
@shows_people("item.promise")
def promise(request: HttpRequest, number: str) -> HttpResponse:
    """Take the promise 容缺承诺 that a paper follows."""
    item = item_in_scope(request, number)
    paper = request.POST.get("paper", "")
    done = workflow.promise_paper(number, paper, clerk=clerk_of(request), at=now())
    if isinstance(done, tuple):
        return item_page(request, item, done)
    messages.success(request, said(request, "已记录容缺承诺。", "The promise was recorded."))
    return redirect("clerk:item", number=number)


@require_safe
@for_clerks
@shows_people("item.paper")
def download(request: HttpRequest, number: str, attachment_id: int) -> FileResponse:
    """Hand a scan out, as what its bytes say it is."""
    item_in_scope(request, number)
    found = scan_of(number, attachment_id)
    if found is None:
        raise Http404
    return handed_out(found)


@require_safe
@for_clerks
@shows_people("papers")
def show_awaited(request: HttpRequest) -> HttpResponse:
    """Show which papers were promised 容缺 and have not come, the first due first."""
    promised = awaited(clerk_of(request).scope or "")
    found = CappedPaginator(promised, ROWS).get_page(request.GET.get("page"))
    items = [one.item for one in found]
    look_of(request).at(*(ssn_of(item) for item in items))
    rows = [(one, _named(one.item), codes.table("papers").get(one.paper)) for one in found]
    return page(request, "papers.html", "papers", found=found, rows=rows, on=today())


def _named(item: Item) -> Text:
    return codes.table("items")[item.code].text
