"""Where peers bring their envelopes and fetch ours; what travels is signed, nobody signs in.

A stranger's request must cost him more than us: too long a body is not read, and of any other
only the head, a few KB, until the peer's signature holds.
"""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tongchou.events import queries as events
from tongchou.standards.refusal import Refusal
from tongchou.sync import changes, queries, refusals, requests
from tongchou.sync.changes import Receipt
from tongchou.sync.envelope import pack
from tongchou.sync.exchange import ANSWER_BYTES_MAX, MEDIA_TYPE
from tongchou.sync.keys import Keyring

_POSITION = re.compile(r"[0-9]{1,15}")
"""A position of a log."""

STATUSES = {
    "sync.too_large": 413,
    "sync.unreadable": 400,
    "sync.unknown_peer": 401,
    "sync.signature": 401,
    "sync.key_of_another": 401,
    "sync.unknown_key": 401,
    "sync.key_revoked": 401,
    "sync.key_not_valid": 401,
    "sync.stale": 401,
    "sync.gap": 409,
    "sync.forked": 409,
}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def envelopes(request: HttpRequest) -> HttpResponse:
    """Take a peer's envelope (POST), or answer with the next one of ours (GET)."""
    return _bring(request) if request.method == "POST" else _fetch(request)


def _bring(request: HttpRequest) -> HttpResponse:
    """Take an envelope in and answer with a receipt: the last position held."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > ANSWER_BYTES_MAX:
        return _receipt(Receipt(0, refusals.too_large()))
    handlers = import_string(settings.WIRING)()
    try:
        receipt = changes.accept(request, handlers, keyring=_keyring(), at=settings.NOW())
    except changes.Busy:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    return _receipt(receipt)


def _fetch(request: HttpRequest) -> HttpResponse:
    """Answer a signed request with what follows a position; 204 when nothing does."""
    keyring, at = _keyring(), settings.NOW()
    given = request.GET.get("after", "")
    after = int(given) if _POSITION.fullmatch(given) else 0
    asked = requests.prove(request.headers, keyring=keyring, after=after, at=at)
    if isinstance(asked, Refusal):
        return _receipt(Receipt(0, asked))
    refusal = changes.note_request(
        asked.node,
        moment=asked.moment,
        sealed=asked.sealed,
        confirmed=after,
        at=at,
        window=requests.WINDOW,
    )
    if refusal:
        return _receipt(Receipt(0, refusal))
    tip, _ = events.tip()
    if after > tip:
        return _receipt(Receipt(tip, refusals.forked(tip + 1)))
    envelope = queries.envelope_after(after, receiver=asked.node, keyring=keyring)
    if envelope is None:
        return HttpResponse(status=204)
    return HttpResponse(pack(envelope), content_type=MEDIA_TYPE)


def _receipt(receipt: Receipt) -> JsonResponse:
    refusal = receipt.refusal
    return JsonResponse(
        {"position": receipt.position, "refusal": refusal.as_json() if refusal else None},
        status=STATUSES.get(refusal.code, 422) if refusal else 200,
    )


def _keyring() -> Keyring:
    return Keyring(settings.HOME, settings.NODE_CODE)


urlpatterns = [path("envelopes", envelopes, name="envelopes")]
