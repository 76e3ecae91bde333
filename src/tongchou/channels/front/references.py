"""Opaque references: what stands in an address in place of a number or of what was searched for.

An address is kept by browsers, proxies and logs, so that no number may stand in it. A reference
is the encrypted text (AES-SIV, RFC 5297) under a key derived from the node's secret: the same
text has the same reference on a node, and nobody without the key can make or read one.
"""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "tongchou.channels.front.references"
TEXT_MAX = 1_000


def reference_to(text: str) -> str:
    """Return the reference that stands for a text in an address."""
    sealed = _cipher(settings.SECRET_KEY).encrypt(text.encode() or b" ", None)
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def referred_to(reference: str) -> str:
    """Return the text that a reference stands for; raises `ValueError` for any other text."""
    if len(reference) > TEXT_MAX * 8:
        raise ValueError("no reference is as long as this")
    try:
        sealed = urlsafe_b64decode(reference.encode("ascii") + b"=" * (-len(reference) % 4))
        return _cipher(settings.SECRET_KEY).decrypt(sealed, None).decode()
    except (InvalidTag, Error, UnicodeError) as fault:
        raise ValueError("this is no reference of this node") from fault


def state_in(reference: str) -> dict[str, str]:
    """Return what a list's address remembers: what was searched for, where the page begins.

    A reference that is none, or was made under another secret, remembers nothing.
    """
    try:
        told = json.loads(referred_to(reference)) if reference else {}
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in told.items()}


def state_reference(**state: str) -> str:
    """Return the reference under which an address remembers the state of a list."""
    kept = {name: value[:TEXT_MAX] for name, value in state.items() if value}
    return reference_to(json.dumps(kept, ensure_ascii=False, sort_keys=True))


@lru_cache(maxsize=4)
def _cipher(secret: str) -> AESSIV:
    return AESSIV(salted_hmac(SALT, "key", secret=secret, algorithm="sha512").digest())
