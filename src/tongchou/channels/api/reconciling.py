"""Where provinces fetch the questions of a proof and bring their answers; all of it is signed."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from tongchou.channels.api.certified import keyring_for
from tongchou.proof.models.reconciliation import Reconciliation
from tongchou.proof.reconcile import changes, refusals
from tongchou.proof.reconcile.messages import ANSWER_BYTES_MAX, Answered, Asked, AskedAgain
from tongchou.proof.repair.changes.copies import run_wanted, take_again
from tongchou.standards.refusal import Refusal
from tongchou.sync import changes as sync
from tongchou.sync import refusals as sync_refusals
from tongchou.sync import statements
from tongchou.sync.calls import ANSWER_BYTES_MAX as ENVELOPE_BYTES_MAX
from tongchou.sync.keys import Keyring

MEDIA_TYPE = "application/vnd.tongchou.proof"
STATUSES = {
    "proof.unreadable": 401,
    "proof.not_asked": 409,
    "proof.moved": 409,
    "repair.not_what_is_held": 409,
    "sync.too_large": 413,
}


@csrf_exempt
@require_http_methods(["GET", "POST"])
def dialogue(request: HttpRequest) -> HttpResponse:
    """Tell a province what it is asked (GET), or take its answer and ask on (POST)."""
    return _answered(request) if request.method == "POST" else _asked(request)


def _asked(request: HttpRequest) -> HttpResponse:
    """Answer a signed request with the first question of a proof; 204 when nothing is asked.

    First come events that the copy of the caller's log lacks: they are asked for again.
    """
    keyring, at = keyring_for(request), settings.NOW()
    asked = statements.prove_request(request.headers, keyring=keyring, at=at)
    if isinstance(asked, Refusal):
        return _refused(asked)
    refusal = sync.note_request(asked, at=at)
    if refusal:
        return _refused(refusal)
    if wanted := run_wanted(asked.said.node):
        first, last = wanted
        again = AskedAgain(
            proof=0, step=0, node=keyring.node, to=asked.said.node, first=first, last=last
        )
        return HttpResponse(again.signed(keyring), content_type=MEDIA_TYPE)
    return _question(changes.begin(asked.said.node, at=at), keyring)


def _answered(request: HttpRequest) -> HttpResponse:
    """Take an answer; reply with the next question, or with 204 when the proof has ended."""
    keyring, at = keyring_for(request), settings.NOW()
    content = request.read(ANSWER_BYTES_MAX + 1)
    is_short = len(content) <= ANSWER_BYTES_MAX
    answered = Answered.read(content, keyring, at=at) if is_short else None
    if answered is None:
        return _refused(refusals.unreadable())
    taken = changes.take(answered, at=at)
    return _refused(taken) if isinstance(taken, Refusal) else _question(taken, keyring)


def _question(proof: Reconciliation | None, keyring: Keyring) -> HttpResponse:
    """Return the question that waits for an answer, signed."""
    if proof is None or not proof.agenda:
        return HttpResponse(status=204)
    waiting = changes.asked_of(proof)
    asked = Asked(
        proof=proof.pk,
        step=proof.step,
        node=keyring.node,
        to=proof.province,
        path=waiting.path,
        rows=waiting.rows,
    )
    return HttpResponse(asked.signed(keyring), content_type=MEDIA_TYPE)


def _refused(refusal: Refusal) -> JsonResponse:
    return JsonResponse({"refusal": refusal.as_json()}, status=STATUSES.get(refusal.code, 401))


@csrf_exempt
@require_http_methods(["POST"])
def again(request: HttpRequest) -> HttpResponse:
    """Take events that were asked for again; answered with 204 when they are held."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > ENVELOPE_BYTES_MAX:
        return _refused(sync_refusals.too_large())
    refusal = take_again(request, keyring=keyring_for(request), at=settings.NOW())
    return _refused(refusal) if refusal else HttpResponse(status=204)


urlpatterns = [
    path("reconcile", dialogue, name="reconcile"),
    path("again", again, name="again"),
]
