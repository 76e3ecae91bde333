"""Tokens 令牌: the list of all that were issued, and one that is revoked."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tongchou.agency.changes import revoke_token
from tongchou.agency.models import Token
from tongchou.agency.queries import tokens_found
from tongchou.channels.administration.access import administrator_of, for_tokens, page
from tongchou.channels.administration.lists import TOKENS
from tongchou.channels.front.exports import exported
from tongchou.channels.front.lists import Whole
from tongchou.channels.front.paging import CappedPaginator, capped_text
from tongchou.channels.front.references import state_in, state_reference
from tongchou.channels.front.seen import shows_nobody
from tongchou.channels.front.visit import now, said

ROWS = 50


@require_http_methods(["GET", "HEAD", "POST"])
@for_tokens
@shows_nobody
def show_tokens(request: HttpRequest) -> HttpResponseBase:
    """List the tokens, or those that a text finds."""
    if request.method == "POST":
        state = state_reference(text=request.POST.get("text", "").strip())
        return redirect(f"{reverse('administration:tokens')}?list={state}")
    listed = request.GET.get("list", "")
    text = state_in(listed).get("text", "")
    if file := exported(request, Whole(TOKENS, tokens_found(text))):
        return file
    shown = CappedPaginator(tokens_found(text), ROWS).get_page(request.GET.get("page"))
    tally, at = capped_text(shown.paginator.count), now()
    rows = [(token, token.is_open(at)) for token in shown]
    facts: dict[str, Any] = {
        "text": text,
        "listed": listed,
        "found": shown,
        "tally": tally,
        "rows": rows,
    }
    return page(request, "tokens.html", "tokens", **facts)


@require_POST
@for_tokens
@shows_nobody
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke a token."""
    done = revoke_token(token_id, by=administrator_of(request), at=now())
    if isinstance(done, Token):
        messages.success(request, said(request, "令牌已吊销", "The token is revoked"))
    else:
        messages.error(request, said(request, done[0].text.zh, done[0].text.en))
    return redirect("administration:tokens")
