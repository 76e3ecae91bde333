"""The chain 哈希链: how an event is digested and how one seal follows the other."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

NO_HASH = bytes(32)
"""What stands before the first position."""


@dataclass(frozen=True)
class SealedEvent:
    """An event with its place in the chain; `recorded_at` is UTC text, as it was digested."""

    position: int
    kind: str
    item_number: str
    addressee: str
    recorded_at: str
    body: str
    previous_hash: bytes
    hash: bytes


def moment_text(at: datetime) -> str:
    """Return an instant as the log writes it: UTC, microseconds, a Z at the end."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def digest_of(kind: str, item_number: str, addressee: str, recorded_at: str, body: str) -> bytes:
    """Return the SHA-256 of all that an event says."""
    return sha256(f"{kind}\n{item_number}\n{addressee}\n{recorded_at}\n{body}".encode()).digest()


def follow(previous_hash: bytes, position: int, digest: bytes) -> bytes:
    """Return the hash of a position: of the hash before it, its number and its event."""
    return sha256(previous_hash + position.to_bytes(8, "big") + digest).digest()
