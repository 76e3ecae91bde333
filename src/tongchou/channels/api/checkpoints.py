"""Where a peer brings a checkpoint to be countersigned; the note itself proves who made it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from tongchou.standards.refusal import Refusal
from tongchou.sync.changes.countersigning import own_note, take
from tongchou.sync.checkpoints.notes import NOTE_BYTES_MAX
from tongchou.sync.keys import Keyring

UNREADABLE, UNSIGNED = "sync.note", "sync.note_signature"


@csrf_exempt
@require_POST
def checkpoints(request: HttpRequest) -> HttpResponse:
    """Countersign a checkpoint of the peer's log, or keep one of ours that it countersigned.

    The answer carries the note and our own checkpoint.
    """
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    taken = take(keyring, request.read(NOTE_BYTES_MAX + 1), settings.NOW())
    if isinstance(taken, Refusal):
        status = {UNREADABLE: 400, UNSIGNED: 401}.get(taken.code, 409)
        return JsonResponse({"refusal": taken.as_json()}, status=status)
    return JsonResponse({"note": str(taken), "own": own_note(keyring)})


urlpatterns = [path("checkpoints", checkpoints, name="checkpoints")]
