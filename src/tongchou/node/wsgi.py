"""The node as a web server sees it."""

import os
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.wsgi import get_wsgi_application

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
        start_response("415 Unsupported Media Type", [("Content-Type", "text/plain")])
        return [b"Write in UTF-8.\n"]
    return _pages(environ, start_response)
