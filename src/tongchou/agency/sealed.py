"""Secrets as they are kept: encrypted under the node's own; a copy of a table tells none."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from django.conf import settings
from django.utils.crypto import salted_hmac

SALT = "tongchou.agency.sealed"


def sealed(text: str) -> str:
    """Return a text encrypted (AES-SIV, RFC 5297) under a key from the node's secret."""
    return urlsafe_b64encode(_cipher().encrypt(text.encode(), None)).decode()


def opened(kept: str) -> str:
    """Return the text that was sealed; raises `InvalidTag` where the node's secret is another."""
    return _cipher().decrypt(urlsafe_b64decode(kept), None).decode()


def _cipher() -> AESSIV:
    key = salted_hmac(SALT, "key", secret=settings.SECRET_KEY, algorithm="sha512").digest()
    return AESSIV(key)
