"""Who calls, as far as the gate must know before it reads a large body."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import DatabaseError, close_old_connections
from django.http import parse_cookie

from tongchou.agency.queries import clerk_by_token
from tongchou.events.queries import tip
from tongchou.standards.refusal import Refusal
from tongchou.sync import statements
from tongchou.sync.envelope import Unreadable, read_head
from tongchou.sync.keys import Keyring
from tongchou.sync.register import verifier_at


def is_known(scope: Mapping[str, Any], start: bytes) -> bool:
    """Whether a caller has a token or a session, or is a peer by its statement or the body's head.

    What the caller may do is asked later. Without its database the node knows nobody; then the
    page that was asked for says so.
    """
    headers = dict(scope["headers"])
    token = headers.get(b"authorization", b"").decode("latin-1").partition(" ")[2].strip()
    close_old_connections()
    try:
        holder = clerk_by_token(token, at=settings.NOW())
        return _is_peer(start) or holder is not None or _has_session(headers) or _says_who(headers)
    except DatabaseError:
        return False
    finally:
        close_old_connections()


def log_tip() -> int:
    """Return how far this node's log is sealed; 0 without its database."""
    close_old_connections()
    try:
        return tip()[0]
    except DatabaseError:
        return 0
    finally:
        close_old_connections()


def _has_session(headers: Mapping[bytes, bytes]) -> bool:
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    key = cookies.get(settings.SESSION_COOKIE_NAME)
    return bool(key) and SESSION_KEY in SessionStore(key)


def _says_who(headers: Mapping[bytes, bytes]) -> bool:
    """Whether a peer signed the statement that a request comes with."""
    told = {
        name.decode("latin-1").title(): value.decode("latin-1") for name, value in headers.items()
    }
    if statements.STATEMENT not in told:
        return False
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    said = statements.prove_request(told, keyring=keyring, at=settings.NOW())
    return not isinstance(said, Refusal)


def _is_peer(start: bytes) -> bool:
    try:
        signed = read_head(BytesIO(start))
    except Unreadable:
        return False
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    verifier = verifier_at(keyring, signed.head.sender, signed.head.key, settings.NOW())
    return not isinstance(verifier, Refusal) and signed.is_signed_by(verifier)
