"""Matters taken in for another province 异地受理: which were sent, how each stands, its answer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said, today
from tongchou.channels.clerk.lookups import WALLS
from tongchou.channels.clerk.start import noted
from tongchou.channels.front.fields import asked_by, told_by
from tongchou.channels.front.filling import asked_otherwise, shown_filled, with_numbers
from tongchou.channels.front.handing_in import typed_in
from tongchou.channels.front.kept import kept_refused, put_back, was_taken
from tongchou.channels.front.paging import CappedPaginator
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import look_of, shows_people, typed_person
from tongchou.registry.models import Forwarded
from tongchou.standards import codes
from tongchou.standards.refusal import Refusal, Refusals
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow import forwarding
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.files import File
from tongchou.workflow.models import ENDED, Status
from tongchou.workflow.points import as_asked
from tongchou.workflow.refusals_of_papers import no_file
from tongchou.workflow.steps import verb_text

ROWS = 50


def state_of(row: Forwarded) -> str:
    """Return the mark of how a forwarded matter stands: done, stopped, in our hand, or waiting."""
    if row.status == Status.COMPLETED:
        return "done"
    if row.status in ENDED:
        return "stopped"
    return "hand" if forwarding.may_be_mended(row) else "waiting"


def _named(row: Forwarded) -> Text:
    known = codes.table("items").get(row.item)
    return known.text if known else Text(row.item, row.item)


def _about(row: Forwarded) -> str:
    """Return the number of the person whom a matter is about; '' where it is about nobody."""
    return typed_person(row.item, row.form)


@require_safe
@for_clerks
@shows_people("forwarded")
def show_list(request: HttpRequest) -> HttpResponse:
    """Show what this agency took in for other provinces, the newest first."""
    sent = forwarding.forwarded_by(clerk_of(request))
    found = CappedPaginator(sent, ROWS).get_page(request.GET.get("page"))
    look_of(request).at(*(_about(row) for row in found))
    rows = [(row, _named(row), state_of(row), forwarding.status_of(row)) for row in found]
    return page(request, "forwarded.html", "forwarded", found=found, rows=rows, on=today())


@require_safe
@for_clerks
@shows_people("forwarded.matter")
def show_matter(request: HttpRequest, number: str) -> HttpResponse:
    """Show how one matter stands in the province that decides it."""
    return _matter_page(request, _matter(request, number))


@require_http_methods(["GET", "POST"])
@for_clerks
@shows_people("forwarded.answer")
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form of a matter that came back, and send it again."""
    row = _matter(request, number)
    if row.item not in catalogue() or not forwarding.may_be_mended(row):
        return redirect("clerk:forwarded_matter", number)
    if request.method != "POST":
        typed, refused = kept_refused(request)
        return _form_page(request, row, typed or row.form, refused or _what_is_wrong(row))
    typed = typed_in(request, row.item)
    if otherwise := asked_otherwise(request, typed | noted(request)):
        return otherwise
    numbered = with_numbers(request, WALLS, catalogue()[row.item], typed)
    look_of(request).through(typed_person(row.item, numbered))
    done = too_often(request) or workflow.forward_again(
        number,
        numbered,
        clerk=clerk_of(request),
        at=now(),
        checked=request.POST.getlist("checked"),
        note=request.POST.get("note", ""),
    )
    if isinstance(done, tuple):
        return put_back(request, typed, done) or _form_page(request, row, typed, done, status=422)
    was_taken(request)
    messages.success(request, said(request, "已再次转递。", "It was sent again."))
    return redirect("clerk:forwarded_matter", number)


@require_POST
@for_clerks
@shows_people("forwarded.paper")
def send_paper(request: HttpRequest, number: str) -> HttpResponse:
    """Send the files that were chosen for a paper, one after the other."""
    row = _matter(request, number)
    paper = request.POST.get("paper", "")
    chosen = request.FILES.getlist("file")
    for one in chosen:
        file = File(one.name or paper, one.file or b"")
        done = workflow.send_paper(number, paper, file, clerk=clerk_of(request), at=now())
        if isinstance(done, tuple):
            return _matter_page(request, row, done)
    if not chosen:
        return _matter_page(request, row, (no_file(),))
    messages.success(request, said(request, "材料已转递。", "The paper was sent."))
    return redirect("clerk:forwarded_matter", number)


def _matter(request: HttpRequest, number: str) -> Forwarded:
    """Return a matter of the clerk's agency, and note the look at whom it is about."""
    found = forwarding.forwarded_by(clerk_of(request)).filter(letter=number).first()
    if found is None:
        raise Http404
    look_of(request).at(_about(found), reason=number)
    return found


def _what_is_wrong(row: Forwarded) -> Refusals:
    """Return the points and refusals that the competent province told, as the form shows them."""
    told = tuple(
        Refusal(one["code"], Text(one["zh"], one["en"]), field=one["field"]) for one in row.refusals
    )
    return tuple(map(as_asked, forwarding.points_of(row))) + told


def _matter_page(request: HttpRequest, row: Forwarded, refused: Refusals = ()) -> HttpResponse:
    following = forwarding.next_step(row)
    return page(
        request,
        "forwarded_matter.html",
        "forwarded",
        status=422 if refused else 200,
        row=row,
        named=_named(row),
        about=_about(row),
        state=state_of(row),
        status_text=forwarding.status_of(row),
        following=verb_text(following) if following else None,
        points=[(one, one.title(row.item)) for one in forwarding.points_of(row)],
        papers=forwarding.papers_sent(row),
        is_open=forwarding.is_open(row),
        may_answer=forwarding.may_be_mended(row) and row.item in catalogue(),
        fields=told_by(row.item, row.form),
        person_field=_person_field(row),
        refusals=refused,
    )


def _person_field(row: Forwarded) -> str:
    declared = catalogue().get(row.item)
    return (declared.subject_field or "") if declared and declared.is_about_a_person else ""


def _form_page(
    request: HttpRequest, row: Forwarded, given: Any, refused: Refusals, status: int = 200
) -> HttpResponse:
    return page(
        request,
        "forwarded_form.html",
        "forwarded",
        status=status,
        row=row,
        named=_named(row),
        fields=shown_filled(request, WALLS, row.item, asked_by(row.item, given, refused)),
        to_mend=[(one, one.title(row.item)) for one in forwarding.points_of(row)],
        refusals=refused,
        may_accept=clerk_of(request).has_duty_somewhere("accept"),
    )
