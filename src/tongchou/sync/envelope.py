"""The envelope 信封: a run of sealed events on its way from one node to another.

It travels as a head (one line of canonical JSON), the sender's signature under that line (one
line of hexadecimal), and the packed body. The head names the length and the digest of the
body, so the signature stands under both. The body is gzip; unpacked it is a sequence of events,
each either its sealed text with the length before it (`123:` and 123 bytes), or, for an event
that is addressed to someone else, its digest (`-` and 64 hexadecimal digits).

Whoever reads an envelope checks head and signature first and touches the body only then:
`read_head`, `SignedHead.is_signed_by`, `read_body`, `unfold`. Nothing here reads a database, a
disk or a clock.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Annotated, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tongchou.events.chain import (
    EVENT_BYTES_MAX,
    HASHES,
    TEXT_LOST,
    SealedEvent,
    digest_of,
    follow,
    moment_text,
    sealed_text,
)
from tongchou.standards.messages import canonical_json
from tongchou.sync.keys import Signer, Verifier
from tongchou.sync.protocol.links import ends_as_signed
from tongchou.sync.protocol.marks import Mark, Run

HEAD_BYTES_MAX = 4_096
"""The most bytes of the head's line, and of the signature's."""
PACKED_BYTES_MAX = 16_000_000
"""The most bytes of a packed body; a sender stays far below."""
UNPACKED_BYTES_MAX = 24_000_000
"""The most bytes a body may unpack to."""
EVENTS_MAX = 10_000
POSITION_MAX = 10**15

NodeCode = Annotated[str, Field(pattern=r"^[0-9]{2}$")]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Position = Annotated[int, Field(ge=1, le=POSITION_MAX)]
Epoch = Annotated[int, Field(ge=1, le=1_000_000)]
Moment = Annotated[str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]

_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ITEM_NUMBER = re.compile(r"[0-9A-Za-z._:-]{0,32}")
_ADDRESSEE = re.compile(r"([0-9]{2})?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(rb"[0-9a-f]{2,1024}\n")
_LENGTH = re.compile(rb"[1-9][0-9]{0,6}")
_GZIP = zlib.MAX_WBITS | 16
_CHUNK = 65_536


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


@dataclass(frozen=True)
class Envelope:
    """An envelope ready to be sent."""

    head: Head
    signature: bytes
    body: bytes


@dataclass(frozen=True)
class WholeEvent:
    """An event as it was sealed, word for word."""

    kind: str
    item_number: str
    addressee: str
    recorded_at: str
    body: str

    @classmethod
    def of(cls, text: bytes) -> Self:
        """Return the event of a sealed text."""
        return cls(*text.decode().split("\n", 4))

    def text(self) -> bytes:
        """Return the sealed text."""
        return sealed_text(self.kind, self.item_number, self.addressee, self.recorded_at, self.body)


@dataclass(frozen=True)
class Placed:
    """An event of an envelope with its place in the sender's chain, computed anew.

    `event` is None for one that is addressed to someone else, of which only the digest came.
    """

    position: int
    event: WholeEvent | None
    digest: bytes
    hash: bytes


def build(
    events: Sequence[SealedEvent],
    *,
    sender: str,
    receiver: str,
    signer: Signer,
    at: datetime,
    tip: Mark,
    log: str = "",
) -> Envelope:
    """Return the signed envelope of a run of events that were sealed with one algorithm.

    `log` is whose log it is, the sender's unless told otherwise.
    """
    chain = events[0].algorithm
    packer = zlib.compressobj(level=3, wbits=_GZIP)
    receivers = {"", receiver}
    if log == receiver:  # who wrote them may have back whatever is held of them
        receivers |= {event.addressee for event in events}
    packed = [packer.compress(_carried(event, receivers)) for event in events]
    body = b"".join([*packed, packer.flush()])
    head = Head(
        sender=sender,
        receiver=receiver,
        log=log or sender,
        epoch=tip.epoch,
        moment=moment_text(at),
        first_position=events[0].position,
        count=len(events),
        previous_hash=events[0].previous_hash.hex(),
        last_hash=events[-1].hash.hex(),
        sealed=tip.position,
        sealed_hash=tip.hash.hex(),
        chain=chain,
        body_bytes=len(body),
        body_digest=digest_of(body, chain).hex(),
        algorithm=signer.algorithm,
        key=signer.key_id,
    )
    return Envelope(head, signer.sign(signed_text(head.text())), body)


def pack(envelope: Envelope) -> bytes:
    """Return an envelope as it travels."""
    return envelope.head.text() + envelope.signature.hex().encode() + b"\n" + envelope.body


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


def read_body(stream: Stream, head: Head) -> bytes:
    """Read the packed body; raises `Unreadable` when it is not the one the head names."""
    body = stream.read(head.body_bytes)
    if len(body) != head.body_bytes or stream.read(1):
        raise Unreadable("length")
    if digest_of(body, head.chain).hex() != head.body_digest:
        raise Unreadable("digest")
    return body


def unfold(head: Head, body: bytes) -> list[Placed]:
    """Return the events of a packed body with their places, digests and hashes computed anew.

    Raises `Unreadable` at the first event that is none, and for more or fewer events or bytes
    than may be.
    """
    last_hash = bytes.fromhex(head.previous_hash)
    placed: list[Placed] = []
    for position, (event, digest) in enumerate(
        _events_of(body, head.chain), start=head.first_position
    ):
        if position > head.last_position:
            raise Unreadable("count")
        last_hash = follow(last_hash, position, digest, head.chain)
        placed.append(Placed(position, event, digest, last_hash))
    if len(placed) != head.count:
        raise Unreadable("count")
    return placed


def proves_itself(head: Head, placed: Sequence[Placed]) -> bool:
    """Whether the chain, computed anew, ends in the hash that the sender signed."""
    return ends_as_signed(head.run, placed[-1].position, placed[-1].hash)


def signed_text(line: bytes) -> bytes:
    """Return what is signed of a head's line."""
    return b"tongchou envelope\n" + line


def _carried(event: SealedEvent, receivers: set[str]) -> bytes:
    if event.kind == TEXT_LOST or event.addressee not in receivers:
        return b"-" + event.digest().hex().encode()
    text = event.text()
    return b"%d:%b" % (len(text), text)


def _events_of(body: bytes, chain: str) -> Iterator[tuple[WholeEvent | None, bytes]]:
    unpacked = _Unpacked(body)
    while mark := unpacked.take(1):
        if mark == b"-":
            digest = unpacked.take(64).decode("ascii", "replace")
            if not _HASH.fullmatch(digest):
                raise Unreadable("digest of an event")
            yield None, bytes.fromhex(digest)
        else:
            length = _length(mark, unpacked)
            text = unpacked.take(length)
            if len(text) != length:
                raise Unreadable("cut short")
            yield _event_of(text), digest_of(text, chain)


def _length(digits: bytes, unpacked: "_Unpacked") -> int:
    while _LENGTH.fullmatch(digits):
        digit = unpacked.take(1)
        if digit == b":" and int(digits) <= EVENT_BYTES_MAX:
            return int(digits)
        digits += digit or b"?"
    raise Unreadable("length of an event")


def _event_of(text: bytes) -> WholeEvent:
    try:
        kind, item_number, addressee, recorded_at, body = text.decode().split("\n", 4)
        datetime.fromisoformat(recorded_at)
    except ValueError:
        raise Unreadable("event") from None
    if not (
        _KIND.fullmatch(kind)
        and _ITEM_NUMBER.fullmatch(item_number)
        and _ADDRESSEE.fullmatch(addressee)
        and _MOMENT.fullmatch(recorded_at)
        and "\x00" not in body
    ):
        raise Unreadable("event")
    return WholeEvent(kind, item_number, addressee, recorded_at, body)


class _Unpacked:
    """A packed body, unpacked as it is read, up to the cap; one gzip member and nothing else."""

    def __init__(self, body: bytes) -> None:
        self._inflater = zlib.decompressobj(wbits=_GZIP)
        self._packed = BytesIO(body)
        self._read = bytearray()
        self._place = 0
        self._total = 0

    def take(self, size: int) -> bytes:
        """Return the next `size` bytes; fewer only at the end."""
        while len(self._read) - self._place < size and self._inflate():
            pass
        start, self._place = self._place, min(self._place + size, len(self._read))
        return bytes(self._read[start : self._place])

    def _inflate(self) -> bool:
        """Unpack one piece more; return whether there may be another."""
        if self._inflater.eof:
            return False
        packed = self._inflater.unconsumed_tail or self._packed.read(_CHUNK)
        try:
            piece = self._inflater.decompress(packed, _CHUNK)
        except zlib.error:
            raise Unreadable("no gzip") from None
        self._total += len(piece)
        if self._total > UNPACKED_BYTES_MAX:
            raise Unreadable("too large")
        if self._inflater.eof and (self._inflater.unused_data or self._packed.read(1)):
            raise Unreadable("more than one gzip member")
        if not (packed or piece or self._inflater.eof):
            raise Unreadable("cut short")
        del self._read[: self._place]
        self._place = 0
        self._read += piece
        return True
