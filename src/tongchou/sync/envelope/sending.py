"""An envelope as its sender builds, signs and sends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongchou.events.chain import SealedEvent, digest_of, moment_text
from tongchou.sync.envelope.body import packed
from tongchou.sync.envelope.head import Head, signed_text
from tongchou.sync.keys import Signer
from tongchou.sync.protocol.marks import Mark


@dataclass(frozen=True)
class Envelope:
    """An envelope ready to be sent."""

    head: Head
    signature: bytes
    body: bytes


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
    receivers = {"", receiver}
    if log == receiver:  # who wrote them may have back whatever is held of them
        receivers |= {event.addressee for event in events}
    body = packed(events, receivers)
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
