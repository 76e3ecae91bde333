"""Starting a matter: the catalogue by line, and the form of one item."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said
from tongchou.channels.clerk.filling import asked_for
from tongchou.channels.clerk.lookups import WALLS
from tongchou.channels.front.fields import asked_by
from tongchou.channels.front.filling import asked_otherwise, shown_filled, with_numbers
from tongchou.channels.front.handing_in import handed_in, typed_in
from tongchou.channels.front.kept import KEPT, kept_refused, put_back, was_taken
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import (
    look_of,
    shows_nobody,
    shows_people,
    ssn_of,
    typed_person,
)
from tongchou.channels.front.visit import kept_in
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow import refusals as workflow_refusals
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.changes import Accepted, Sent
from tongchou.workflow.files import File
from tongchou.workflow.forwarding import may_be_forwarded, other_provinces
from tongchou.workflow.memory import given_back
from tongchou.workflow.queries import items_in_scope
from tongchou.workflow.steps import verb_text

FOR_PROVINCE = "for_province"
"""Under which name a form says which other province decides."""
OUT_OF_SCOPE = workflow_refusals.out_of_scope().code


def lines_at_the_counter() -> list[tuple[Text, list[codes.Code]]]:
    """Return the items that are started at the counter, by line of business.

    What reverses an item is started from the page of that item.
    """
    items = [
        item
        for code, item in codes.table("items").items()
        if "clerk" in item.facts["by"]
        and code in catalogue()
        and not catalogue()[code].field_of(Kind.ITEM)
    ]
    lines = codes.table("lines").items()
    by_line = [
        (one.text, [item for item in items if item.facts["line"] == code]) for code, one in lines
    ]
    return [(text, found) for text, found in by_line if found]


@require_safe
@for_clerks
@shows_nobody
def show_catalogue(request: HttpRequest) -> HttpResponse:
    """Show what can be started here."""
    may_accept = clerk_of(request).has_duty_somewhere("accept")
    return page(
        request, "catalogue.html", "start", lines=lines_at_the_counter(), may_accept=may_accept
    )


@require_http_methods(["GET", "POST"])
@for_clerks
@shows_people("item.start")
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Show an item's form, and accept the matter when it is sent.

    A refused form leads back to its page, which shows what was typed and what is wrong.
    """
    if code not in catalogue() or "clerk" not in codes.table("items")[code].facts["by"]:
        raise Http404
    may_accept = clerk_of(request).has_duty_somewhere("accept")
    refused: Refusals = () if may_accept else (workflow_refusals.no_duty(verb_text("accept")),)
    if request.method != "POST":
        given, refused_before = _begun(request, code)
        if not refused_before:  # what was refused was noted when it was handed in
            named = with_numbers(request, WALLS, catalogue()[code], given)
            look_of(request).through(typed_person(code, named))
        return _form_page(request, code, given, refused or refused_before)
    if otherwise := asked_otherwise(request, typed_in(request, code) | noted(request)):
        return otherwise
    given, files, missing = handed_in(request, code)
    look_of(request).at(reason=code)
    with given_back(files):
        done = refused or missing or _taken_in(request, code, given, files)
    if isinstance(done, Sent):
        was_taken(request)
        _say_sent(request, done)
        return redirect("clerk:forwarded_matter", done.row.letter)
    if isinstance(done, Accepted):
        was_taken(request)
        _say_accepted(request, done)
        return redirect("clerk:item", number=done.item.number)
    return put_back(request, given | noted(request), done) or _form_page(
        request, code, given, done, status=422
    )


def _taken_in(
    request: HttpRequest, code: str, given: dict[str, Any], files: tuple[File, ...]
) -> Accepted | Sent | Refusals:
    """Accept what was handed in, or send it to the other province that was chosen."""
    competent = request.POST.get(FOR_PROVINCE, "")
    if not competent:
        return _accepted(request, code, given, files)
    numbered = with_numbers(request, WALLS, catalogue()[code], given)
    look_of(request).through(typed_person(code, numbered))
    return too_often(request) or workflow.forward(
        code,
        numbered,
        competent=competent,
        clerk=clerk_of(request),
        at=now(),
        note=request.POST.get("note", ""),
    )


def _accepted(
    request: HttpRequest, code: str, given: dict[str, Any], files: tuple[File, ...]
) -> Accepted | Refusals:
    """Accept what was handed in, with the number of whom it is about."""
    numbered = with_numbers(request, WALLS, catalogue()[code], given)
    look_of(request).through(typed_person(code, numbered))
    on_behalf = "on_behalf" in request.POST
    if on_behalf and (slowed := too_often(request)):
        return slowed
    return workflow.accept(
        code,
        numbered,
        province=settings.NODE_CODE,
        at=now(),
        clerk=clerk_of(request),
        files=files,
        on_behalf=on_behalf,
        note=request.POST.get("note", ""),
    )


def _begun(request: HttpRequest, code: str) -> tuple[dict[str, Any], Refusals]:
    """Return what a form begins with, and why it was refused where it was handed in before."""
    typed, refused = kept_refused(request)
    given = asked_for(request, code)
    given |= _subject_of_reversed(request, code, given)
    given |= _kept(request, code)
    return (typed if KEPT in request.GET and typed else given), refused


def _form_page(
    request: HttpRequest, code: str, given: Mapping[str, Any], refused: Refusals, status: int = 200
) -> HttpResponse:
    return page(
        request,
        "start.html",
        "start",
        status=status,
        item=codes.table("items")[code],
        fields=shown_filled(request, WALLS, code, asked_by(code, given, refused)),
        refusals=refused,
        **explaining(request, refused, given),
        file=catalogue()[code].file,
        may_accept=clerk_of(request).has_duty_somewhere("accept"),
        provinces=other_provinces() if may_be_forwarded(code) else {},
        for_province=request.POST.get(FOR_PROVINCE) or given.get(FOR_PROVINCE, ""),
        may_take_in=any(one.code == OUT_OF_SCOPE for one in refused),
    )


def noted(request: HttpRequest) -> dict[str, str]:
    """Return what a refused form keeps besides its fields: an explanation, another province."""
    names = ("note", FOR_PROVINCE)
    said_besides = {name: request.POST.get(name, "").strip() for name in names}
    return {name: value for name, value in said_besides.items() if value}


def explaining(
    request: HttpRequest, refused: Refusals, kept: Mapping[str, Any] = MappingProxyType({})
) -> dict[str, Any]:
    """Return what was written to explain what a gate found, and which findings ask for it."""
    faults = [refusal.text for refusal in refused if refusal.field == "note"]
    note = request.POST.get("note") or kept.get("note", "")
    return {"note": note, "note_faults": faults}


def _subject_of_reversed(
    request: HttpRequest, code: str, given: Mapping[str, Any]
) -> dict[str, str]:
    """Return whom the item is about that a form reverses, where the clerk may see that item."""
    declared = catalogue()[code]
    number = str(given.get(declared.field_of(Kind.ITEM) or "", ""))
    found = items_in_scope(clerk_of(request)).filter(number=number).first() if number else None
    if found is None or not declared.subject_field:
        return {}
    look_of(request).at(ssn_of(found), reason=found.number)
    return {declared.subject_field: found.subject}


def _kept(request: HttpRequest, code: str) -> dict[str, str]:
    """Return what was typed into this form before the session ended."""
    named = catalogue()[code].form.model_fields
    return {name: value for name, value in kept_in(request).items() if name in named}


def _say_accepted(request: HttpRequest, done: Accepted) -> None:
    if done.repeated:
        messages.warning(
            request,
            said(
                request,
                "同样的内容此前已办理，本次未作任何更改。下面是原来的办理结果。",
                "This was handled before; nothing was changed. Here is what came of it.",
            ),
        )
    elif done.item.outcome.get("accepted") == 0:
        messages.warning(
            request,
            said(
                request,
                f"{done.item.number}：没有一行通过，未作任何更改。请按原因更正后重新提交。",
                f"{done.item.number}: no row was accepted and nothing changed. Correct the rows"
                " and hand them in again.",
            ),
        )
    else:
        messages.success(
            request,
            said(request, f"已受理，编号{done.item.number}。", f"Accepted as {done.item.number}."),
        )


def _say_sent(request: HttpRequest, sent: Sent) -> None:
    number = sent.row.letter
    if sent.repeated:
        told = said(request, "此前已转递，未作任何更改。", "It was sent before; nothing changed.")
        messages.warning(request, told)
    else:
        zh, en = f"已受理并转递，编号{number}。", f"Taken in and sent, number {number}."
        messages.success(request, said(request, zh, en))
