"""The node as a web server sees it."""

import json
import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

from tongchou.channels.api.problems import MEDIA_TYPE, PREFIX, told

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongchou.node.settings")

UNICODE = {"", "utf-8", "utf8", "us-ascii"}
_CHARSET = re.compile(r";\s*charset\s*=\s*\"?([^\";\s]*)", re.IGNORECASE)
_pages = get_wsgi_application()


def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer a request; one that is not written in UTF-8 is turned away before it is read.

    The charset of a request names the codec it is decoded with, and Python has codecs for
    base64 and for zip files too: on those, reading a request fails before any page is asked.
    """
    named = _CHARSET.search(environ.get("CONTENT_TYPE") or "")
    if named and named[1].lower() not in UNICODE:
        said = "请用UTF-8编码 · Write in UTF-8."
        is_machine = environ.get("PATH_INFO", "").startswith(PREFIX)
        kind = MEDIA_TYPE if is_machine else "text/plain; charset=utf-8"
        start_response("415 Unsupported Media Type", [("Content-Type", kind)])
        return [json.dumps(told(415, said)).encode() if is_machine else f"{said}\n".encode()]
    return _pages(environ, start_response)
