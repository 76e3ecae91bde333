"""Signatures 签名 under a named algorithm: Ed25519, or SM2 with SM3.

A key is kept as PEM: PKCS#8 the private one, SubjectPublicKeyInfo the public one. Which algorithm
it is for stands in the key; what is signed names it too.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from tongchou.sync.keys.openssl import BadKey, Sm2Key

ED25519 = "Ed25519"
SM2 = "SM2"
"""The curve of GB/T 32918.5, digests by SM3, the default identity, signatures in DER."""


class Verifier(Protocol):
    """Verifies the signatures of one key."""

    @property
    def algorithm(self) -> str:
        """The name that envelopes give it."""

    @property
    def public_pem(self) -> bytes:
        """The public key."""

    @property
    def key_id(self) -> str:
        """The key's fingerprint 指纹: SHA-256 of its SubjectPublicKeyInfo, 64 digits."""

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the key's owner made this signature under this content."""


class Signer(Protocol):
    """Signs what a node sends."""

    @property
    def algorithm(self) -> str:
        """The name that envelopes give it."""

    @property
    def public_pem(self) -> bytes:
        """The public key."""

    @property
    def key_id(self) -> str:
        """The key's fingerprint."""

    def sign(self, content: bytes) -> bytes:
        """Return the signature under some content."""


@dataclass(frozen=True)
class _Named:
    """What is known of a key by its public half."""

    public_pem: bytes
    key_id: str


@dataclass(frozen=True)
class Ed25519Verifier(_Named):
    """Verifies with an Ed25519 public key."""

    key: Ed25519PublicKey
    algorithm: str = ED25519

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature was made over this content with the private key."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Ed25519Signer(_Named):
    """Signs with an Ed25519 private key."""

    key: Ed25519PrivateKey
    algorithm: str = ED25519

    def sign(self, content: bytes) -> bytes:
        """Return the signature under some content."""
        return self.key.sign(content)


@dataclass(frozen=True)
class Sm2Pair(_Named):
    """Signs with an SM2 private key, or verifies with a public one."""

    key: Sm2Key
    algorithm: str = SM2

    def sign(self, content: bytes) -> bytes:
        """Return the signature under some content."""
        return self.key.sign(content)

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature was made over this content with the private key."""
        return self.key.is_signed(content, signature)


def _ed25519_made() -> bytes:
    return Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


KEY_MAKERS: Mapping[str, Callable[[], bytes]] = {
    ED25519: _ed25519_made,
    SM2: lambda: Sm2Key.generate().private_pem(),
}
"""How a private key of each algorithm is made, as PEM that is not encrypted."""


@lru_cache(maxsize=64)
def signer_of(pem: bytes, passphrase: bytes = b"") -> Signer:
    """Return the signer of a private key; raises `BadKey`, or `NoSM2` where the host has none."""
    try:
        secret = passphrase if b"ENCRYPTED" in pem else None
        key = serialization.load_pem_private_key(pem, secret)
    except UnsupportedAlgorithm:
        sm2 = Sm2Key.private(pem, passphrase)
        return Sm2Pair(*_named(sm2.public_pem()), sm2)
    except (ValueError, TypeError):
        raise BadKey("no private key, or its passphrase is another one") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey("a private key of another algorithm")
    return Ed25519Signer(*_named(_spki(key.public_key())), key)


@lru_cache(maxsize=256)
def verifier_of(pem: bytes) -> Verifier:
    """Return the verifier of a public key; raises `BadKey`, or `NoSM2` where the host has none."""
    try:
        key = serialization.load_pem_public_key(pem)
    except UnsupportedAlgorithm:
        sm2 = Sm2Key.public(pem)
        return Sm2Pair(*_named(sm2.public_pem()), sm2)
    except ValueError:
        raise BadKey("no public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey("a public key of another algorithm")
    return Ed25519Verifier(*_named(_spki(key)), key)


def _spki(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def _named(public_pem: bytes) -> tuple[bytes, str]:
    der = base64.b64decode(b"".join(public_pem.splitlines()[1:-1]))
    return public_pem, sha256(der).hexdigest()
