"""What outsiders may fetch: checkpoints and tiles, as files; digests of digests and nothing else.

A file has 8 KB at the most, so whoever asks costs little; a proxy may serve the same folder.
"""

import re

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

from tongchou.sync.checkpoints.publishing import folder_of
from tongchou.sync.keys import Keyring

_NODE = re.compile(r"[0-9]{2}")
_NOTE = re.compile(r"checkpoint|countersigned")
_TILE = re.compile(r"tile/[0-9]{1,2}/(x[0-9]{3}/){0,5}[0-9]{3}(\.p/[0-9]{1,3})?")
_FOREVER = "public, max-age=31536000, immutable"


@require_safe
def published(request: HttpRequest, log: str, name: str) -> HttpResponse:
    """Answer with a file of a log: `checkpoint`, `countersigned`, or a tile."""
    del request
    is_note = bool(_NOTE.fullmatch(name))
    if not (_NODE.fullmatch(log) and (is_note or _TILE.fullmatch(name))):
        raise Http404
    file = folder_of(Keyring(settings.HOME, settings.NODE_CODE), log) / name
    try:
        content = file.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise Http404 from None
    kind = "text/plain; charset=utf-8" if is_note else "application/octet-stream"
    kept = "no-cache" if is_note else _FOREVER
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept})


urlpatterns = [path("<log>/<path:name>", published, name="published")]
