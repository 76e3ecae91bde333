"""An item's page: where it stands, its form, its worksheet, and the steps that may follow."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tongchou.agency.models import Clerk
from tongchou.agency.queries import agency_named
from tongchou.channels.clerk.access import (
    clerk_of,
    for_clerks,
    language_of,
    now,
    page,
    said,
)
from tongchou.channels.clerk.desk import comments_shown, desk_of, item_address, listed_in
from tongchou.channels.clerk.history import history_of
from tongchou.channels.clerk.lookups import WALLS
from tongchou.channels.clerk.offered import Offer, may_go_on, next_offer, stops_offered
from tongchou.channels.clerk.panels.cards import cards_of
from tongchou.channels.clerk.start import explaining, noted
from tongchou.channels.front.awaiting import with_first_answer
from tongchou.channels.front.fields import asked_by, told_by
from tongchou.channels.front.filling import asked_otherwise, shown_filled, with_numbers
from tongchou.channels.front.handing_in import typed_in, untyped_of
from tongchou.channels.front.kept import kept_refused, put_back, was_taken
from tongchou.channels.front.searching import too_often
from tongchou.channels.front.seen import look_of, people_in, shows_people, ssn_of, typed_person
from tongchou.channels.front.verdicts import refused_file, verdicts_of
from tongchou.channels.front.visit import kept_in
from tongchou.events import queries as events
from tongchou.registry import queries as registry
from tongchou.registry.models import Employer
from tongchou.standards import codes
from tongchou.standards.fields import Kind
from tongchou.standards.refusal import Refusals
from tongchou.standards.text import Text
from tongchou.workflow import changes as workflow
from tongchou.workflow import queries
from tongchou.workflow.catalogue import catalogue
from tongchou.workflow.forwarding import FORWARDED
from tongchou.workflow.hands import aside_of
from tongchou.workflow.hindrances import hindrance_to, hindrance_to_start, may_attach
from tongchou.workflow.hints import hints_now
from tongchou.workflow.inquiry.queries import asked_about
from tongchou.workflow.models import ENDED, Item, Status
from tongchou.workflow.notices import notices_of
from tongchou.workflow.paper_queries import paper_states
from tongchou.workflow.points import Point, as_asked, points_to_mend
from tongchou.workflow.reversal import SUFFIX
from tongchou.workflow.steps import Does, procedure_of, verb_text


def item_in_scope(request: HttpRequest, number: str) -> Item:
    """Return an item, if there is one with this number and the clerk may see it."""
    item = queries.item_by(number)
    if item is None or not queries.items_seen_by(clerk_of(request)).filter(pk=item.pk).exists():
        raise Http404
    look_of(request).at(ssn_of(item), reason=item.number)
    return item


def taken_in(item: Item) -> tuple[Text, Text] | None:
    """Return which agency took an item in, and which one handles it; None where it is the same."""
    if not item.taken_in_by:
        return None
    elsewhere = codes.table("places").get(item.taken_in_by)
    if item.source == FORWARDED and elsewhere is not None:
        return elsewhere.text, agency_named(item.agency_code)
    return agency_named(item.taken_in_by), agency_named(item.agency_code)


@require_safe
@for_clerks
@shows_people("item.page")
def show_item(request: HttpRequest, number: str) -> HttpResponse:
    """Show one item."""
    return item_page(request, item_in_scope(request, number))


def item_page(request: HttpRequest, item: Item, refused: Refusals = ()) -> HttpResponse:
    """Show one item, with what was refused just now."""
    clerk = clerk_of(request)
    item.history = list(item.steps.order_by("id"))
    aside = aside_of(item.number)
    look_of(request).at(*people_in(item, aside))
    desk = desk_of(item, clerk, at=now(), may_go_on=may_go_on(item, clerk))
    offer = next_offer(item, clerk)
    if offer and offer.hindrance is None:
        offer = Offer(offer.verb, desk.hindrance)
    is_to_be_accepted = item.status in {Status.RETURNED, Status.SUBMITTED}
    may_be_accepted = is_to_be_accepted and desk.hindrance is None
    reversals = queries.reversals_of(item.number)
    papers = paper_states(item)
    cards = cards_of(item)
    shown = (payment.ssn for card in cards for payment in card.facts.get("payments", ()))
    look_of(request).at(*shown)
    look_of(request).rows = int(item.outcome.get("rows", 0))
    return page(
        request,
        "item.html",
        "inbox",
        status=422 if refused else 200,
        item=item,
        named=codes.table("items")[item.code],
        form=told_by(item.code, item.form),
        history=history_of(item, item.history, aside),
        desk=desk,
        comments=comments_shown(item.number),
        comment=request.POST.get("text", ""),
        listed=listed_in(request),
        told=events.told_by(item.number),
        offer=offer,
        stops=[] if desk.hindrance else stops_offered(item, clerk),
        may_resubmit=may_be_accepted and hindrance_to(item, "accept", clerk) is None,
        refusals=[refusal.as_json() for refusal in refused] or item.refusals,
        narrow_cards=[card for card in cards if not card.is_wide],
        wide_cards=[card for card in cards if card.is_wide],
        person=registry.person_of(item.subject, province=item.number[:2]),
        employer=_employer_of(item),
        hints=hints_now(item, at=now(), scope=clerk.insured_scope or ""),
        **explaining(request, refused),
        asked=asked_about(item.number) if catalogue()[item.code].asks else None,
        papers=papers,
        taken_in=taken_in(item),
        notices=notices_of(item, item.history),
        may_attach=may_attach(item, papers, clerk),
        reversals=reversals,
        reversed_by_code="" if reversals else _reversal_offered(item, clerk),
    )


@require_POST
@for_clerks
@shows_people("item.step")
def take_step(request: HttpRequest, number: str) -> HttpResponse:
    """Take the step that was chosen, or say why it cannot be taken."""
    item = item_in_scope(request, number)
    verb, note = request.POST.get("verb", ""), request.POST.get("note", "").strip()
    offered = [one for one in procedure_of(item.code).transitions if one.verb == verb]
    if not any(one.duties and one.verb != "accept" for one in offered):
        raise Http404
    if _is_final(item, verb) and "sure" not in request.POST:
        return page(
            request,
            "sure.html",
            "inbox",
            item=item,
            named=codes.table("items")[item.code],
            verb=verb,
            title=verb_text(verb),
            note=note,
            listed=listed_in(request),
        )
    take = partial(
        workflow.take,
        number,
        verb,
        clerk=clerk_of(request),
        note=note,
        points=points_typed(request),
    )
    done = with_first_answer(number, lambda: take(at=now()))
    if isinstance(done, tuple):
        return item_page(request, item, done)
    named = verb_text(verb)
    messages.success(request, said(request, f"{named.zh}:已完成。", f"{named.en}: done."))
    return redirect(item_address(number, listed_in(request)))


def points_typed(request: HttpRequest) -> tuple[Point, ...]:
    """Return the points that were typed: words by what they are about, and reasons ticked."""
    written = tuple(
        Point(name.removeprefix("point-"), str(words).strip())
        for name, words in request.POST.items()
        if name.startswith("point-") and str(words).strip()
    )
    return written + tuple(Point(about) for about in request.POST.getlist("reason"))


def _is_final(item: Item, verb: str) -> bool:
    """Whether a step ends an item and asks for no reason: one slip of the hand would end it."""
    step = procedure_of(item.code).transition(item.status, verb)
    return step is not None and step.to in ENDED and step.does == Does.STOP and not step.needs_note


def _employer_of(item: Item) -> Employer | None:
    """Return the employer that an item's form names, so that the page says more than its code."""
    declared = catalogue().get(item.code)
    code = str(item.form.get(declared.field_of(Kind.EMPLOYER) or "", "")) if declared else ""
    return registry.employer_of(code, province=item.number[:2]) if code else None


def _reversal_offered(item: Item, clerk: Clerk) -> str:
    """Return the code of the item by which this clerk may reverse an item; '' where none may."""
    code = item.code + SUFFIX
    if item.status != Status.COMPLETED or code not in catalogue():
        return ""
    return "" if hindrance_to_start(code, item.scheme, "clerk", clerk) else code


@require_http_methods(["GET", "POST"])
@for_clerks
@shows_people("item.resubmit")
def resubmit(request: HttpRequest, number: str) -> HttpResponse:
    """Show the form of what was returned or handed in, and accept it when it is sent."""
    item = item_in_scope(request, number)
    hindrance = hindrance_to(item, "accept", clerk_of(request))
    if hindrance:
        return item_page(request, item, (hindrance,))
    if request.method != "POST":
        typed, refused = kept_refused(request)
        is_back = bool(typed or refused)
        if not is_back:
            refused = tuple(map(as_asked, points_to_mend(item.steps.order_by("id"))))
        given = untyped_of(item) | typed if is_back else dict(item.form) | kept_in(request)
        return _correction_page(request, item, given, refused)
    typed = typed_in(request, item.code)
    if otherwise := asked_otherwise(request, typed | noted(request)):
        return otherwise
    given = untyped_of(item) | typed
    numbered = with_numbers(request, WALLS, catalogue()[item.code], given)
    look_of(request).through(typed_person(item.code, numbered))
    slowed = too_often(request) if item.taken_in_by else ()
    done = slowed or workflow.resubmit(
        number,
        numbered,
        clerk=clerk_of(request),
        at=now(),
        note=request.POST.get("note", ""),
        checked=request.POST.getlist("checked"),
    )
    if not isinstance(done, tuple):
        was_taken(request)
        again = item.status == Status.RETURNED
        told = ("已重新受理。", "Accepted again.") if again else ("已受理。", "Accepted.")
        messages.success(request, said(request, *told))
        return redirect(item_address(number, listed_in(request)))
    return put_back(request, typed | noted(request), done) or _correction_page(
        request, item, given, done, status=422
    )


def _correction_page(
    request: HttpRequest,
    item: Item,
    given: Mapping[str, Any],
    refused: Refusals,
    status: int = 200,
) -> HttpResponse:
    fields = shown_filled(request, WALLS, item.code, asked_by(item.code, given, refused))
    points = points_to_mend(item.steps.order_by("id"))
    return page(
        request,
        "start.html",
        "inbox",
        status=status,
        item=codes.table("items")[item.code],
        fields=[field for field in fields if field.kind != Kind.FILE],
        to_mend=[(point, point.title(item.code)) for point in points],
        refusals=refused,
        **explaining(request, refused, given),
        file=None,
        may_accept=True,
        returned=item,
    )


@require_safe
@for_clerks
@shows_people("item.refused")
def download_refused(request: HttpRequest, number: str) -> HttpResponse:
    """Hand out the refused rows of a bulk item with their reasons."""
    verdicts = verdicts_of(item_in_scope(request, number))
    if verdicts is None:
        raise Http404
    look_of(request).rows = verdicts.refused
    answer = HttpResponse(
        refused_file(verdicts, language_of(request)), content_type="text/csv; charset=utf-8"
    )
    answer["Content-Disposition"] = f'attachment; filename="{number}-refused.csv"'
    return answer


@require_POST
@for_clerks
@shows_people("item.number")
def reveal_number(request: HttpRequest, number: str) -> HttpResponse:
    """Show the full number of the person an item is about, and note who asked."""
    item = item_in_scope(request, number)
    if not ssn_of(item):
        raise Http404
    return page(request, "number.html", "inbox", number=item.subject)
