"""What schemathesis checks beside its own: whoever shows no token, or a wrong one, is turned away.

Its own check of this, `ignored_auth`, knows 401 alone. Here an address from which too many wrong
tokens come is told to wait, 429: that is no way in either.
"""

from http import HTTPStatus
from typing import Any

import httpx
import schemathesis

TURNED_AWAY = {HTTPStatus.UNAUTHORIZED, HTTPStatus.TOO_MANY_REQUESTS}
_ASKED: set[str] = set()
"""The operations that were tried already: once each is enough."""


@schemathesis.check
def token_is_asked_for(ctx: Any, response: Any, case: Any) -> None:
    """Ask what was answered once more, without the token and with a wrong one."""
    del ctx
    operation = case.operation
    is_open = not operation.definition.raw.get("security")
    if is_open or operation.label in _ASKED or not httpx.codes.is_success(response.status_code):
        return
    _ASKED.add(operation.label)
    sent = response.request
    kept = {name: value for name, value in sent.headers.items() if name != "Authorization"}
    for shown in ({}, {"Authorization": "Bearer nobody-s"}):
        answer = httpx.request(
            sent.method, sent.url, headers={**kept, **shown}, content=sent.body, trust_env=False
        )
        if answer.status_code not in TURNED_AWAY:
            said = f"{operation.label} answers {answer.status_code} to {shown or 'no token'}"
            raise AssertionError(said)
