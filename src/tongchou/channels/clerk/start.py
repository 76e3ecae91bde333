"""Starting a matter: the catalogue by line, and the form of one item."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from tongchou.channels.clerk.access import clerk_of, for_clerks, now, page, said
from tongchou.channels.front.fields import asked_by
from tongchou.channels.front.handing_in import handed_in
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
from tongchou.workflow.changes import Accepted
from tongchou.workflow.memory import given_back
from tongchou.workflow.queries import items_in_scope
from tongchou.workflow.steps import verb_text


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
    """Show an item's form, and accept the matter when it is sent."""
    if code not in catalogue() or "clerk" not in codes.table("items")[code].facts["by"]:
        raise Http404
    clerk = clerk_of(request)
    person = catalogue()[code].field_of(Kind.PERSON)
    given: dict[str, Any] = {
        name: value
        for name, value in (request.GET.items() if request.method == "GET" else ())
        if name != person  # no number stands in an address
    }
    if request.method == "GET":
        given |= _subject_of_reversed(request, code, given)
        given |= _kept(request, code)
    refused: Refusals = ()
    if not clerk.has_duty_somewhere("accept"):
        refused = (workflow_refusals.no_duty(verb_text("accept")),)
    elif request.method == "POST":
        given, files, refused = handed_in(request, code)
        look_of(request).through(typed_person(code, given))
        look_of(request).at(reason=code)
        with given_back(files):
            done = refused or workflow.accept(
                code, given, province=settings.NODE_CODE, at=now(), clerk=clerk, files=files
            )
        if isinstance(done, Accepted):
            _say_accepted(request, done)
            return redirect("clerk:item", number=done.item.number)
        refused = done
    return page(
        request,
        "start.html",
        "start",
        status=422 if refused and request.method == "POST" else 200,
        item=codes.table("items")[code],
        fields=asked_by(code, given, refused),
        refusals=refused,
        file=catalogue()[code].file,
        may_accept=clerk.has_duty_somewhere("accept"),
    )


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
    """Return what was typed into this form before the session ended, and note who is named."""
    named = catalogue()[code].form.model_fields
    kept = {name: value for name, value in kept_in(request).items() if name in named}
    look_of(request).through(typed_person(code, kept))
    return kept


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
