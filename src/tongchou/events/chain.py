"""The chain 哈希链: how an event is digested and how one seal follows the other."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives import hashes

NO_HASH = bytes(32)
"""What stands before the first position."""

EVENT_BYTES_MAX = 8_000_000
"""The most bytes of one sealed text; a larger one could not travel."""
BODY_BYTES_MAX = EVENT_BYTES_MAX - 1_000
"""The most bytes of its body, which leaves room for all else."""

SHA256 = "sha256"
SM3 = "sm3"
"""SM3 of GB/T 32905, by the `cryptography` package: Python's hashlib has it on some hosts only."""


def _sm3(content: bytes) -> bytes:
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize()


NOTHING = b""


def _none(content: bytes) -> bytes:
    del content
    return NOTHING


_DIGEST = re.compile(r"([0-9a-f]{2})*")

TEXT_LOST = "text_lost"
"""The kind of an event whose text is kept nowhere: it came back as a digest, which is its body."""

HASHES: Mapping[str, Callable[[bytes], bytes]] = {
    SHA256: lambda content: sha256(content).digest(),
    SM3: _sm3,
}
"""The hash algorithms by the name that seals and envelopes give; each returns 32 bytes."""


@dataclass(frozen=True)
class SealedEvent:
    """An event with its place in the chain; `recorded_at` is UTC text, as it was digested."""

    position: int
    kind: str
    item_number: str
    addressee: str
    recorded_at: str
    body: str
    algorithm: str
    previous_hash: bytes
    hash: bytes

    def text(self) -> bytes:
        """Return the sealed text, of which the digest is taken."""
        return sealed_text(self.kind, self.item_number, self.addressee, self.recorded_at, self.body)

    def digest(self) -> bytes:
        """Return the digest that was sealed."""
        if self.kind == TEXT_LOST:
            return bytes.fromhex(self.body) if _DIGEST.fullmatch(self.body) else NOTHING
        return digest_of(self.text(), self.algorithm)


def moment_text(at: datetime) -> str:
    """Return an instant as the log writes it: UTC, microseconds, a Z at the end."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def sealed_text(kind: str, item_number: str, addressee: str, recorded_at: str, body: str) -> bytes:
    """Return the sealed text 封存文本: all that an event says, one field a line, in UTF-8."""
    return f"{kind}\n{item_number}\n{addressee}\n{recorded_at}\n{body}".encode()


def digest_of(text: bytes, algorithm: str = SHA256) -> bytes:
    """Return the digest of a sealed text; nothing by an algorithm that is none of ours."""
    return HASHES.get(algorithm, _none)(text)


def follow(previous_hash: bytes, position: int, digest: bytes, algorithm: str = SHA256) -> bytes:
    """Return the hash of a position: of the hash before it, its number and its event's digest.

    Nothing by an algorithm that is none of ours.
    """
    return HASHES.get(algorithm, _none)(previous_hash + position.to_bytes(8, "big") + digest)


def is_same(computed: bytes, kept: bytes) -> bool:
    """Whether a hash that was computed anew is the one that is kept.

    Nothing is the same as nothing: a row in which another algorithm was written does not fit.
    """
    return computed != NOTHING and computed == kept
