"""Where peers bring their envelopes and fetch ours; what travels is signed, nobody signs in.

A stranger's request must cost him more than us: too long a body is not read, and of any other
only the head, a few KB, until the peer's signature holds. Whoever is believed is answered with a
statement: how far this node's own log is, and how far it holds the caller's.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tongchou.channels.api.certified import keyring_for, note_certificate_of_another
from tongchou.standards.refusal import Refusal
from tongchou.sync import changes, queries, refusals, statements
from tongchou.sync.calls import ANSWER_BYTES_MAX, MEDIA_TYPE
from tongchou.sync.envelope import pack
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol import links

STATUSES = {
    "sync.too_large": 413,
    "sync.unreadable": 400,
    "sync.unknown_peer": 401,
    "sync.signature": 401,
    "sync.key_of_another": 401,
    "sync.certificate_of_another": 401,
    "sync.unknown_key": 401,
    "sync.key_revoked": 401,
    "sync.key_not_valid": 401,
    "sync.stale": 401,
    "sync.gap": 409,
    "sync.forked": 409,
    "sync.rolled_back": 409,
    "sync.epoch": 409,
    "sync.unproven": 409,
    "sync.recovering": 409,
}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def envelopes(request: HttpRequest) -> HttpResponse:
    """Take a peer's envelope (POST), or answer with the next one of ours (GET)."""
    return _bring(request) if request.method == "POST" else _fetch(request)


def _bring(request: HttpRequest) -> HttpResponse:
    """Take an envelope in and answer with a receipt: the last position held."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > ANSWER_BYTES_MAX:
        return _receipt(0, refusals.too_large())
    handlers = import_string(settings.WIRING)()
    try:
        taken = changes.accept(request, handlers, keyring=keyring_for(request), at=settings.NOW())
    except changes.Busy:
        return HttpResponse(status=503, headers={"Retry-After": "1"})
    receipt = _receipt(taken.position, taken.refusal)
    return _signed(receipt, taken.head.sender, taken.head.moment) if taken.head else receipt


def _fetch(request: HttpRequest) -> HttpResponse:
    """Answer a signed request with what follows what the caller holds; 204 when nothing does.

    A caller that asks for its `own` log is given what is held here behind its own tip.
    """
    is_own = "own" in request.GET
    keyring, at = keyring_for(request), settings.NOW()
    asked = statements.prove_request(request.headers, keyring=keyring, at=at)
    if isinstance(asked, Refusal):
        note_certificate_of_another(request, asked, at=at)
        return _receipt(0, asked)
    peer, held = asked.said.node, asked.said.held.position
    refusal = changes.note_request(asked, at=at)
    view = queries.view_of(peer)
    if refusal is None and links.departs(view) and not is_own:
        refusal = view.ours
    if refusal:
        answer: HttpResponse = _receipt(held, refusal)
    else:
        if is_own:
            own = asked.said.own.position
            envelope = queries.given_back_after(
                own, log=peer, receiver=peer, keyring=keyring, at=at
            )
        else:
            envelope = queries.envelope_after(held, receiver=peer, keyring=keyring, at=at)
        answer = (
            HttpResponse(pack(envelope), content_type=MEDIA_TYPE)
            if envelope
            else HttpResponse(status=204)
        )
    return _signed(answer, peer, asked.said.moment)


def _signed(answer: HttpResponse, peer: str, moment: str) -> HttpResponse:
    """Return an answer with the statement that goes with it."""
    said = statements.say(peer, keyring=_keyring(), at=settings.NOW(), answers=moment)
    for header, value in said.items():
        answer[header] = value
    return answer


def _receipt(position: int, refusal: Refusal | None) -> HttpResponse:
    return JsonResponse(
        {"position": position, "refusal": refusal.as_json() if refusal else None},
        status=STATUSES.get(refusal.code, 422) if refusal else 200,
    )


def _keyring() -> Keyring:
    return Keyring(settings.HOME, settings.NODE_CODE)


urlpatterns = [path("envelopes", envelopes, name="envelopes")]
