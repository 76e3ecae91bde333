"""The key files 密钥文件 of a node: its private key, and the public keys of all peers.

In the state folder: `nodes/NN/key.pem` is the private key of node NN, `next.pem` beside it the one
that it is being handed over to, `peers/NN.pub` the first public one. A private key may be
encrypted; its passphrase stands in a file that `TONGCHOU_KEY_PASSPHRASE` names.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tongchou.sync.keys.openssl import BadKey, encrypted
from tongchou.sync.keys.signatures import (
    ED25519,
    KEY_MAKERS,
    Signer,
    Verifier,
    signer_of,
    verifier_of,
)

OPENED_BY = "TONGCHOU_KEY_PASSPHRASE"
"""The setting that names the file in which the passphrase of the private keys stands."""
ALGORITHM = "TONGCHOU_SIGNATURES"
"""The setting that names the algorithm of keys made from now on; Ed25519 without it."""


@dataclass(frozen=True)
class Keyring:
    """The keys that one node has: its own, and its peers' public ones.

    `certified` is the node whose certificate was shown by who is judged; empty without any.
    """

    home: Path
    node: str
    certified: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the node's own key is there, without which it can sign nothing."""
        return _private(self.home, self.node).exists()

    @property
    def is_encrypted(self) -> bool:
        """Whether the node's own key asks for a passphrase."""
        return self.is_whole and b"ENCRYPTED" in _private(self.home, self.node).read_bytes()

    def encrypt(self, secret: bytes) -> Path:
        """Encrypt the node's own key, which is not yet; return its file. Raises `BadKey`."""
        path = _private(self.home, self.node)
        write_key(path, encrypted(path.read_bytes(), secret), mode=0o600)
        return path

    def signer(self) -> Signer:
        """Return the node's own signer; raises `BadKey` when its file holds no key."""
        path = _private(self.home, self.node)
        try:
            return signer_of(path.read_bytes(), passphrase())
        except BadKey as fault:
            raise BadKey(f"{path}: {fault}") from None

    def next_signer(self) -> Signer | None:
        """Return the signer of the key that is being handed over to, or None."""
        path = _next(self.home, self.node)
        return signer_of(path.read_bytes(), passphrase()) if path.exists() else None

    def write_next(self, pem: bytes) -> None:
        """Keep a private key beside the present one, encrypted where there is a passphrase."""
        secret = passphrase()
        kept = encrypted(pem, secret) if secret else pem
        write_key(_next(self.home, self.node), kept, mode=0o600)

    def take_up_next(self) -> None:
        """Put the key that was handed over to in the place of the old one, which is gone then."""
        signer = self.next_signer()
        if signer:
            write_key(_public(self.home, self.node), signer.public_pem, mode=0o644)
            _next(self.home, self.node).replace(_private(self.home, self.node))

    def verifier(self, peer: str) -> Verifier | None:
        """Return how to verify by a node's key file, or None for a node without one."""
        if not (len(peer) == 2 and peer.isdecimal() and peer.isascii()):  # noqa: PLR2004  # NN
            return None
        path = _public(self.home, peer)
        if not path.exists():
            return None
        try:
            return verifier_of(path.read_bytes())
        except BadKey:
            return None

    def peers(self) -> list[str]:
        """Return the codes of all nodes whose public keys are known here, without our own."""
        found = sorted(path.stem for path in (self.home / "peers").glob("[0-9][0-9].pub"))
        return [code for code in found if code != self.node]


_TYPED: list[bytes] = []


def passphrase() -> bytes:
    """Return the passphrase of the private keys: typed at the start, or in its file; or empty."""
    named = os.environ.get(OPENED_BY, "")
    if named and not _TYPED:
        return Path(named).read_bytes().rstrip(b"\r\n")
    return _TYPED[-1] if _TYPED else b""


def remember_passphrase(typed: str) -> None:
    """Keep the passphrase that was typed, as long as this process lives."""
    _TYPED.append(typed.encode())


def create_keys(home: Path, codes: Iterable[str], *, algorithm: str = "") -> None:
    """Create the keys of nodes that have none yet; a key once made is never replaced.

    Without an algorithm it is the one that the environment names. Raises `NoSM2` where the host
    lacks it.
    """
    (home / "peers").mkdir(parents=True, exist_ok=True)
    for code in codes:
        path = _private(home, code)
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            write_key(path, make_key(algorithm), mode=0o600)
        if not _public(home, code).exists():
            told = signer_of(path.read_bytes(), passphrase()).public_pem
            write_key(_public(home, code), told, mode=0o644)


def make_key(algorithm: str = "") -> bytes:
    """Return a new private key (PEM); raises `ValueError` for an algorithm that is none of ours."""
    wished = algorithm or os.environ.get(ALGORITHM, "") or ED25519
    if wished not in KEY_MAKERS:
        raise ValueError(f"{ALGORITHM}: {wished} is none of {', '.join(KEY_MAKERS)}")
    return KEY_MAKERS[wished]()


def write_key(path: Path, content: bytes, *, mode: int) -> None:
    """Write a file as a whole: it gets its name only when it is complete."""
    draft = path.with_name(path.name + ".draft")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    draft.replace(path)


def _private(home: Path, code: str) -> Path:
    return home / "nodes" / code / "key.pem"


def _next(home: Path, code: str) -> Path:
    return home / "nodes" / code / "next.pem"


def _public(home: Path, code: str) -> Path:
    return home / "peers" / f"{code}.pub"
