"""Batches on the clerks' pages: items chosen in the inbox, a summary first, then how far it is."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, today
from tongchou.channels.clerk.inbox import items_asked
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Column, Kind, Listing, Table, Whole, named
from tongchou.channels.front.seen import look_of, shows_nobody, shows_people, ssn_of
from tongchou.standards import codes
from tongchou.standards.identity import mask_ssn
from tongchou.standards.text import Text
from tongchou.workflow import batches
from tongchou.workflow.batches import Group, Planned
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import batches as changes
from tongchou.workflow.models import Batch, BatchEntry, BatchOutcome, Item
from tongchou.workflow.steps import verb_text

OUTCOMES = {
    "": ("waiting", Text("待办理", "Waiting")),
    BatchOutcome.TAKEN: ("done", Text("已办理", "Taken")),
    BatchOutcome.REFUSED: ("hand", Text("未通过", "Refused")),
    BatchOutcome.LEFT: ("off", Text("未纳入", "Left out")),
    BatchOutcome.STOPPED: ("stopped", Text("已停止", "Stopped")),
    BatchOutcome.BROKEN: ("hand", Text("系统故障", "Something broke")),
}
"""How what became of an entry is marked and called."""


def _about(item: Item) -> str:
    declared = catalogue().get(item.code)
    number = mask_ssn(item.subject) if declared and declared.is_about_a_person else item.subject
    return " ".join(filter(None, (item.subject_name, number)))


def _why(entry: BatchEntry) -> Text:
    return Text(*("; ".join(one[said] for one in entry.refusals) for said in ("zh", "en")))


GROUPS: Listing[Group] = Listing(
    "groups",
    Text("将要办理", "What will be taken"),
    (
        Column("item", Text("事项", "Item"), lambda one: one.named),
        Column("line", Text("业务", "Line"), lambda one: named("lines", one.line)),
        Column("step", Text("环节", "Step"), lambda one: verb_text(one.verb)),
        Column("count", Text("件数", "Items"), lambda one: one.count, Kind.COUNT),
        Column(
            "amount", Text("金额合计（元）", "Sum (yuan)"), lambda one: one.amount_fen, Kind.YUAN
        ),
        Column("oldest", Text("最早受理", "Oldest"), lambda one: one.oldest, Kind.MOMENT),
    ),
)  # fmt: skip

LEFT: Listing[Planned] = Listing(
    "left",
    Text("不纳入的办件", "What is left"),
    (
        Column(
            "number", Text("编号", "Item"), lambda one: one.item.number, Kind.CODE,
            leads=lambda one: _page_of(one.item),
        ),
        Column("item", Text("事项", "Kind"), lambda one: codes.table("items")[one.item.code].text),
        Column("about", Text("对象", "About"), lambda one: _about(one.item)),
        Column(
            "why", Text("原因", "Why"),
            lambda one: Text(*("; ".join(why.text.of(said) for why in one.why)
                               for said in ("zh", "en"))),
        ),
    ),
)  # fmt: skip

ENTRIES: Listing[BatchEntry] = Listing(
    "entries",
    Text("办理结果", "What became of each"),
    (
        Column(
            "number", Text("编号", "Item"), lambda one: one.item.number, Kind.CODE,
            leads=lambda one: _page_of(one.item),
        ),
        Column("item", Text("事项", "Kind"), lambda one: codes.table("items")[one.item.code].text),
        Column("about", Text("对象", "About"), lambda one: _about(one.item)),
        Column("step", Text("环节", "Step"), lambda one: verb_text(one.verb) if one.verb else ""),
        Column(
            "outcome", Text("结果", "Outcome"), lambda one: OUTCOMES[one.outcome][1],
            mark=lambda one: OUTCOMES[one.outcome][0],
        ),
        Column("why", Text("原因", "Why"), _why),
    ),
)  # fmt: skip


def _page_of(item: Item) -> str:
    return reverse("clerk:item", args=[item.number])


@require_POST
@for_clerks
@shows_nobody
def choose(request: HttpRequest) -> HttpResponse:
    """Choose items for a batch: those that are ticked, or all that the inbox's filter finds."""
    clerk = clerk_of(request)
    numbers = request.POST.getlist("number")
    if "all" in request.POST:
        found = items_asked(clerk, QueryDict(request.POST.get("asked", "")))
        numbers = list(found.values_list("number", flat=True)[: batches.ITEMS_MAX])
    done = changes.choose(numbers, clerk=clerk, at=now())
    if isinstance(done, Batch):
        return redirect("clerk:batch", done.id)
    messages.warning(request, said(request, done[0].text.zh, done[0].text.en))
    return redirect("clerk:inbox")


@require_safe
@for_clerks
@shows_people("batch.page")
def show_batch(request: HttpRequest, batch_id: int) -> HttpResponseBase:
    """Show the summary of a batch that was chosen, or how far one is that was begun."""
    batch = _own(request, batch_id)
    entries = batches.entries_of(batch)
    ssns = [ssn_of(entry.item) for entry in entries]
    look_of(request).at(*ssns, reason=f"batch {batch.id}")
    look_of(request).rows = ssns.count("")
    if batch.begun_at is None:
        return _summary(request, batch, entries)
    if file := exported(request, Whole(ENTRIES, entries)):
        return file
    counts = batches.counted(entries)
    done = len(entries) - counts.get("", 0)
    facts: dict[str, Any] = {
        "batch": batch,
        "table": Table(ENTRIES, entries),
        "counts": [(OUTCOMES[name], count) for name, count in counts.items()],
        "done": done,
        "count": len(entries),
        "goes_on": batch.ended_at is None,
    }
    return page(request, "batch.html", "batches", **facts)


def _summary(request: HttpRequest, batch: Batch, entries: list[BatchEntry]) -> HttpResponseBase:
    numbers = [entry.item_id for entry in entries]
    found = batches.plan(numbers, clerk_of(request), today=today())
    facts: dict[str, Any] = {
        "batch": batch,
        "plan": found,
        "groups": Table(GROUPS, found.groups, is_exported=False),
        "hindered": Table(LEFT, found.hindered, is_exported=False),
        "alone": Table(LEFT, found.alone, is_exported=False),
    }
    return page(request, "batch_summary.html", "batches", **facts)


@require_POST
@for_clerks
@shows_nobody
def begin(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Begin a batch whose summary was seen."""
    batch = _own(request, batch_id)
    for refusal in changes.begin(batch, clerk=clerk_of(request), at=now()):
        messages.warning(request, said(request, refusal.text.zh, refusal.text.en))
    return redirect("clerk:batch", batch.id)


@require_POST
@for_clerks
@shows_nobody
def stop(request: HttpRequest, batch_id: int) -> HttpResponse:
    """Stop a batch: the item in hand is finished, the others stay as they are."""
    batch = _own(request, batch_id)
    if changes.stop(batch):
        told = said(request, "将停止，已办理的不受影响。", "It stops; what is done stays.")
        messages.success(request, told)
    return redirect("clerk:batch", batch.id)


@require_safe
@for_clerks
@shows_nobody
def show_batches(request: HttpRequest) -> HttpResponse:
    """List the batches that the clerk began, the newest first."""
    return page(request, "batches.html", "batches", batches=batches.batches_of(clerk_of(request)))


def _own(request: HttpRequest, batch_id: int) -> Batch:
    found = batches.batch_by(batch_id, clerk_of(request))
    if found is None:
        raise Http404
    return found
