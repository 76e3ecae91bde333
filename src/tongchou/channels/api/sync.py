"""Where peers bring their envelopes and fetch ours; what travels proves itself, no one signs in."""

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
from tongchou.sync.envelope import pack, unpack
from tongchou.sync.exchange import MEDIA_TYPE
from tongchou.sync.keys import Keyring

PACKED_BYTES_MAX = 32_000_000
_POSITION = re.compile(r"[0-9]{1,18}")
"""A position of a log, as far as a database counts."""

STATUSES = {
    "sync.unreadable": 400,
    "sync.unknown_peer": 401,
    "sync.signature": 401,
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
    try:
        envelope = unpack(request.read(PACKED_BYTES_MAX))
    except ValueError as fault:
        return _receipt(Receipt(0, refusals.unreadable(str(fault)[:200])))
    handlers = import_string(settings.WIRING)()
    return _receipt(changes.accept(envelope, handlers, keyring=_keyring(), at=settings.NOW()))


def _fetch(request: HttpRequest) -> HttpResponse:
    """Answer a signed request with what follows a position; 204 when nothing does."""
    keyring, at = _keyring(), settings.NOW()
    given = request.GET.get("after", "")
    after = int(given) if _POSITION.fullmatch(given) else 0
    asked = requests.prove(request.headers, keyring=keyring, after=after, at=at)
    if isinstance(asked, Refusal):
        return _receipt(Receipt(0, asked))
    changes.note_contact(asked.node, sealed=asked.sealed, confirmed=after, at=at)
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
