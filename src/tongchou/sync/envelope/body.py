"""The body of an envelope: a run of events, packed by the sender, unpacked within bounds.

Unpacked it is a sequence of events, each either its sealed text with the length before it, or,
for an event that is addressed to someone else, its digest.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Self

from tongchou.events.chain import (
    EVENT_BYTES_MAX,
    TEXT_LOST,
    SealedEvent,
    digest_of,
    follow,
    sealed_text,
)
from tongchou.sync.envelope.head import Head, Stream, Unreadable
from tongchou.sync.protocol.links import ends_as_signed

UNPACKED_BYTES_MAX = 24_000_000
"""The most bytes a body may unpack to."""

_KIND = re.compile(r"[a-z][a-z0-9_]{0,63}")
_ITEM_NUMBER = re.compile(r"[0-9A-Za-z._:-]{0,32}")
_ADDRESSEE = re.compile(r"([0-9]{2})?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
_LENGTH = re.compile(rb"[1-9][0-9]{0,6}")
_GZIP = zlib.MAX_WBITS | 16
_CHUNK = 65_536


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


def packed(events: Sequence[SealedEvent], receivers: set[str]) -> bytes:
    """Return the packed body of events; those for others than `receivers` as their digests."""
    packer = zlib.compressobj(level=3, wbits=_GZIP)
    pieces = [packer.compress(_carried(event, receivers)) for event in events]
    return b"".join([*pieces, packer.flush()])


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
