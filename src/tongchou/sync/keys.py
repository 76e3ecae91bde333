"""The keys of nodes 节点密钥: each keeps one private key, and the public keys of all peers.

In the state folder: `nodes/NN/key.pem` is the private key of node NN, `peers/NN.pub` the
public one. Which algorithm a key is for stands in the key; envelopes name it too, so that
SM2 can be added beside Ed25519.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = "Ed25519"


class Signer(Protocol):
    """Signs 签名 what a node sends."""

    @property
    def algorithm(self) -> str:
        """The name that envelopes give it."""

    def sign(self, content: bytes) -> bytes:
        """Return the signature under some content."""


class Verifier(Protocol):
    """Verifies the signatures of one peer."""

    @property
    def algorithm(self) -> str:
        """The name that envelopes give it."""

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the peer made this signature under this content."""


@dataclass(frozen=True)
class Ed25519Signer:
    """Signs with an Ed25519 private key."""

    key: Ed25519PrivateKey
    algorithm: str = ED25519

    def sign(self, content: bytes) -> bytes:
        """Return the signature under some content."""
        return self.key.sign(content)


@dataclass(frozen=True)
class Ed25519Verifier:
    """Verifies with an Ed25519 public key."""

    key: Ed25519PublicKey
    algorithm: str = ED25519

    def is_signed(self, content: bytes, signature: bytes) -> bool:
        """Whether the signature was made over this content with the peer's private key."""
        try:
            self.key.verify(signature, content)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True)
class Keyring:
    """The keys that one node has: its own, and its peers' public ones."""

    home: Path
    node: str

    @property
    def is_whole(self) -> bool:
        """Whether the node's own key is there, without which it can sign nothing."""
        return _private(self.home, self.node).exists()

    def signer(self) -> Signer:
        """Return the node's own signer."""
        path = _private(self.home, self.node)
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise TypeError(f"{path} holds no Ed25519 key")
        return Ed25519Signer(key)

    def verifier(self, peer: str) -> Verifier | None:
        """Return how to verify a peer's signatures, or None for a node that is no peer."""
        if not (len(peer) == 2 and peer.isdecimal() and peer.isascii()):  # noqa: PLR2004  # NN
            return None
        path = _public(self.home, peer)
        if not path.exists():
            return None
        key = serialization.load_pem_public_key(path.read_bytes())
        return Ed25519Verifier(key) if isinstance(key, Ed25519PublicKey) else None

    def peers(self) -> list[str]:
        """Return the codes of all nodes whose public keys are known here, without our own."""
        found = sorted(path.stem for path in (self.home / "peers").glob("[0-9][0-9].pub"))
        return [code for code in found if code != self.node]


def create_keys(home: Path, codes: Iterable[str]) -> None:
    """Create the keys of nodes that have none yet; a key once made is never replaced."""
    (home / "peers").mkdir(parents=True, exist_ok=True)
    for code in codes:
        path = _private(home, code)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write(path, _pem(Ed25519PrivateKey.generate()), mode=0o600)
        if not _public(home, code).exists():
            key = serialization.load_pem_private_key(path.read_bytes(), password=None)
            told = key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
            _write(_public(home, code), told, mode=0o644)


def _private(home: Path, code: str) -> Path:
    return home / "nodes" / code / "key.pem"


def _public(home: Path, code: str) -> Path:
    return home / "peers" / f"{code}.pub"


def _pem(key: Ed25519PrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file as a whole: it gets its name only when it is complete."""
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)
