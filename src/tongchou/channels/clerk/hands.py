"""What clerks do with an item among themselves: take it, hand it on, work on it, comment."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tongchou.channels.clerk.access import clerk_of, for_clerks, language_of, now, said
from tongchou.channels.clerk.desk import item_address, listed_in
from tongchou.channels.clerk.item import item_in_scope, item_page
from tongchou.channels.clerk.offered import may_go_on
from tongchou.channels.front.seen import shows_people
from tongchou.standards import codes
from tongchou.workflow import changes as workflow
from tongchou.workflow.hands import hand_of, hindrance_of_hands


@require_POST
@for_clerks
@shows_people("item.hand")
def pass_on(request: HttpRequest, number: str) -> HttpResponse:
    """Put an item into somebody's hand, or give it back to the group."""
    item = item_in_scope(request, number)
    to, word = request.POST.get("to", ""), request.POST.get("word", "")
    done = workflow.pass_on(number, to, clerk=clerk_of(request), at=now(), word=word)
    if isinstance(done, tuple):
        return item_page(request, item, done)
    named = codes.table("hand_overs")[done.verb].text
    messages.success(request, said(request, f"{named.zh}:已完成。", f"{named.en}: done."))
    return redirect(item_address(number, listed_in(request)))


@require_POST
@for_clerks
@shows_people("item.work")
def work_on(request: HttpRequest, number: str) -> HttpResponse:
    """Go on working on an item whose page is open; 409 says who took it over meanwhile."""
    item, clerk, at = item_in_scope(request, number), clerk_of(request), now()
    hindrance = hindrance_of_hands(hand_of(number), clerk, at)
    if hindrance is None and may_go_on(item, clerk):
        hindrance = hindrance_of_hands(workflow.work_on(item, clerk, at=at), clerk, at)
    if hindrance is None:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    text = hindrance.text.of(language_of(request))
    return HttpResponse(text, status=HTTPStatus.CONFLICT, content_type="text/plain; charset=utf-8")


@require_POST
@for_clerks
@shows_people("item.comment")
def comment(request: HttpRequest, number: str) -> HttpResponse:
    """Note something on an item for other clerks."""
    item = item_in_scope(request, number)
    text = request.POST.get("text", "")
    done = workflow.comment(number, text, clerk=clerk_of(request), at=now())
    if isinstance(done, tuple):
        return item_page(request, item, done)
    return redirect(f"{item_address(number, listed_in(request))}#comments")
