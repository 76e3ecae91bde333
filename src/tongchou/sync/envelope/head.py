"""The head 信封头 of an envelope: what it says, and how it is read and proven before the body."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tongchou.events.chain import HASHES
from tongchou.standards.messages import canonical_json
from tongchou.sync.keys import Verifier
from tongchou.sync.protocol.marks import Mark, Run

HEAD_BYTES_MAX = 4_096
"""The most bytes of the head's line, and of the signature's."""
PACKED_BYTES_MAX = 16_000_000
"""The most bytes of a packed body; a sender stays far below."""
EVENTS_MAX = 10_000
POSITION_MAX = 10**15

NodeCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Position = Annotated[int, Field(ge=1, le=POSITION_MAX)]
Epoch = Annotated[int, Field(ge=1, le=1_000_000)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]

_SIGNATURE = re.compile(rb"[0-9a-f]{2,1024}\n")


class Unreadable(ValueError):
    """What arrived is no envelope, or its body is not what the head says."""


class Stream(Protocol):
    """Where bytes of an envelope come from: a request, or a file in memory."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes; fewer only at the end."""

    def readline(self, size: int, /) -> bytes:
        """Return the next line, or its first `size` bytes."""


class Head(BaseModel):
    """The head 信封头 of an envelope: who sends which run of whose log to whom, signed when.

    `sealed` and `sealed_hash` are the tip of that log as the sender has it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    sender: NodeCode
    receiver: NodeCode
    log: NodeCode
    """Whose log it is: the sender's own, or the receiver's, given back to it from a copy."""
    epoch: Epoch
    moment: Moment
    first_position: Position
    count: Annotated[int, Field(ge=1, le=EVENTS_MAX)]
    previous_hash: Hash
    last_hash: Hash
    sealed: Position
    sealed_hash: Hash
    chain: Annotated[str, Field(max_length=16)]
    """The hash algorithm of digests, chain and body."""
    body_bytes: Annotated[int, Field(ge=1, le=PACKED_BYTES_MAX)]
    body_digest: Hash
    algorithm: Annotated[str, Field(max_length=32)]
    """The algorithm of the signature."""
    key: Hash
    """The fingerprint of the key that signed."""

    @model_validator(mode="after")
    def tip_is_reached(self) -> Self:
        """Refuse a run that goes past the sender's own tip."""
        if self.sealed < self.last_position:
            raise ValueError("events past the tip")
        datetime.fromisoformat(self.moment)  # raises for a moment that no calendar has
        if self.sealed == self.last_position and self.sealed_hash != self.last_hash:
            raise ValueError("two hashes at the tip")
        return self

    @property
    def last_position(self) -> int:
        """The position of the last event."""
        return self.first_position + self.count - 1

    @property
    def tip(self) -> Mark:
        """The tip of the log as the sender has it."""
        return Mark(self.epoch, self.sealed, bytes.fromhex(self.sealed_hash))

    @property
    def run(self) -> Run:
        """The run as the protocol sees it."""
        return Run(
            receiver=self.receiver,
            first_position=self.first_position,
            previous_hash=bytes.fromhex(self.previous_hash),
            end=Mark(self.epoch, self.last_position, bytes.fromhex(self.last_hash)),
            tip=self.tip,
        )

    def text(self) -> bytes:
        """Return the head's line: canonical JSON."""
        return canonical_json(self.model_dump()).encode() + b"\n"


@dataclass(frozen=True)
class SignedHead:
    """A head as it arrived, with the signature under it."""

    head: Head
    signature: bytes

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether this key signed this head, and is the one that the head names."""
        named = (self.head.algorithm, self.head.key) == (verifier.algorithm, verifier.key_id)
        return named and verifier.is_signed(signed_text(self.head.text()), self.signature)


def read_head(stream: Stream) -> SignedHead:
    """Read head and signature, a few KB at the most; raises `Unreadable` for anything else.

    The head must stand in its canonical text, so no key is given twice.
    """
    line = stream.readline(HEAD_BYTES_MAX)
    signature = stream.readline(HEAD_BYTES_MAX)
    try:
        head = Head.model_validate_json(line)
    except ValidationError:
        raise Unreadable("head") from None
    if head.text() != line or head.chain not in HASHES or not _SIGNATURE.fullmatch(signature):
        raise Unreadable("head")
    try:
        return SignedHead(head, bytes.fromhex(signature.decode()))
    except ValueError:
        raise Unreadable("signature") from None


def signed_text(line: bytes) -> bytes:
    """Return what is signed of a head's line."""
    return b"tongchou envelope\n" + line
