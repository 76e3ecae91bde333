"""The envelope 信封: sealed events on their way from one node to another.

The signature stands under the head; the hash chain binds every event to the head, so
signing the head signs them all. Nothing here reads a database, a disk or a clock.
"""

import gzip
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from tongchou.events.chain import SealedEvent, digest_of, follow
from tongchou.standards.messages import canonical_json
from tongchou.sync.keys import Signer, Verifier

UNPACKED_BYTES_MAX = 64_000_000
"""What an envelope may grow to when it is unpacked; a sender stays far below it."""

NodeCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Hexadecimal = Annotated[str, Field(pattern=r"^([0-9a-f]{2})+$", max_length=8192)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
Kept = Annotated[str, Field(pattern=r"^[^\x00]*$")]
"""Text that a database can keep."""


class WholeEvent(BaseModel):
    """An event as it was sealed, word for word."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[Kept, Field(min_length=1, max_length=64)]
    item_number: Annotated[Kept, Field(max_length=32)]
    addressee: Annotated[Kept, Field(max_length=2)]
    recorded_at: Moment
    body: Kept

    def digest(self) -> bytes:
        """Return the digest, computed anew from all that the event says."""
        return digest_of(self.kind, self.item_number, self.addressee, self.recorded_at, self.body)


class Stub(BaseModel):
    """A stub 摘要: an event that is addressed to someone else, of which only the digest goes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    event_digest: Hash

    def digest(self) -> bytes:
        """Return the digest as the sender gave it."""
        return bytes.fromhex(self.event_digest)


class Envelope(BaseModel):
    """A run of sealed events from one node to another, with the sender's signature.

    The events stand in order from `first_position` on; `sealed` is the sender's tip.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sender: NodeCode
    receiver: NodeCode
    first_position: int = Field(ge=1)
    previous_hash: Hash
    events: Annotated[list[WholeEvent | Stub], Field(min_length=1, max_length=10_000)]
    last_hash: Hash
    sealed: int = Field(ge=1)
    algorithm: Annotated[str, Field(max_length=32)]
    signature: Hexadecimal | Literal[""] = ""

    @property
    def last_position(self) -> int:
        """The position of the last event."""
        return self.first_position + len(self.events) - 1

    def head(self) -> bytes:
        """Return what is signed: everything but the events, which the hashes stand for."""
        head = self.model_dump(exclude={"events", "signature"})
        return b"tongchou envelope\n" + canonical_json(head).encode()

    def signed_by(self, signer: Signer) -> Self:
        """Return the same envelope with a signature under its head."""
        return self.model_copy(update={"signature": signer.sign(self.head()).hex()})

    def is_signed_by(self, verifier: Verifier) -> bool:
        """Whether the peer signed this head, with the algorithm that the head names."""
        return self.algorithm == verifier.algorithm and verifier.is_signed(
            self.head(), bytes.fromhex(self.signature)
        )


@dataclass(frozen=True)
class Placed:
    """An event of an envelope with its place in the sender's chain, computed anew."""

    position: int
    event: WholeEvent | Stub
    digest: bytes
    hash: bytes


def build(
    events: Sequence[SealedEvent], *, sender: str, receiver: str, sealed: int, signer: Signer
) -> Envelope:
    """Return the signed envelope of a run of sealed events; what is for others goes as stubs."""
    return Envelope(
        sender=sender,
        receiver=receiver,
        first_position=events[0].position,
        previous_hash=events[0].previous_hash.hex(),
        events=[_carried(event, receiver) for event in events],
        last_hash=events[-1].hash.hex(),
        sealed=sealed,
        algorithm=signer.algorithm,
    ).signed_by(signer)


def _carried(event: SealedEvent, receiver: str) -> WholeEvent | Stub:
    whole = WholeEvent(
        kind=event.kind,
        item_number=event.item_number,
        addressee=event.addressee,
        recorded_at=event.recorded_at,
        body=event.body,
    )
    if event.addressee in {"", receiver}:
        return whole
    return Stub(event_digest=whole.digest().hex())


def unfold(envelope: Envelope) -> list[Placed]:
    """Return the envelope's events with their places, every digest and hash computed anew."""
    hash_before = bytes.fromhex(envelope.previous_hash)
    unfolded: list[Placed] = []
    for position, event in enumerate(envelope.events, start=envelope.first_position):
        digest = event.digest()
        hash_before = follow(hash_before, position, digest)
        unfolded.append(Placed(position, event, digest, hash_before))
    return unfolded


def proves_itself(envelope: Envelope, unfolded: Sequence[Placed]) -> bool:
    """Whether the chain, computed anew, ends in the hash that the sender signed."""
    return unfolded[-1].hash.hex() == envelope.last_hash


def pack(envelope: Envelope) -> bytes:
    """Return an envelope as it travels: canonical JSON, compressed."""
    return gzip.compress(canonical_json(envelope.model_dump()).encode(), compresslevel=3, mtime=0)


def unpack(content: bytes) -> Envelope:
    """Return the envelope that travelled; raises `ValueError` for anything else."""
    try:
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        text = inflater.decompress(content, UNPACKED_BYTES_MAX)
    except zlib.error as fault:
        raise ValueError(f"no gzip: {fault}") from fault
    if not inflater.eof:
        raise ValueError("cut short, or larger than an envelope may be")
    return Envelope.model_validate_json(text)
