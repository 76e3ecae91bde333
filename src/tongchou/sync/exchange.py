"""Exchanging envelopes with a peer over HTTP: push our log, pull the peer's.

One call carries one envelope and returns how far the receiver is; the caller decides when the
next one goes. A peer that cannot be reached is an outage, noted and tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tongchou.events import queries as events
from tongchou.standards.text import Text
from tongchou.sync import changes, queries, refusals, requests
from tongchou.sync.envelope import HEAD_BYTES_MAX, PACKED_BYTES_MAX, POSITION_MAX, pack
from tongchou.sync.handlers import Handlers
from tongchou.sync.keys import Keyring

PATH = "/sync/envelopes"
MEDIA_TYPE = "application/vnd.tongchou.envelope"
ANSWER_BYTES_MAX = 2 * HEAD_BYTES_MAX + PACKED_BYTES_MAX
RECEIPT_BYTES_MAX = 8_192
TIMEOUT = httpx.Timeout(60, connect=5)


@dataclass(frozen=True)
class Link:
    """A link 链路: the peer, where it is reached, and the keys that prove who speaks."""

    peer: str
    client: httpx.Client
    keyring: Keyring


@dataclass(frozen=True)
class Exchange:
    """How far one direction is: the last position held by the receiver, and the sender's tip.

    `fault` says why it did not go on; it is None when all went well.
    """

    position: int
    tip: int
    fault: Text | None = None

    @property
    def is_level(self) -> bool:
        """Whether nothing is outstanding."""
        return not self.fault and self.position >= self.tip


class _Refused(BaseModel):
    """A peer's refusal as it is read here: its code and short wordings."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    code: Annotated[str, Field(max_length=64)]
    zh: Annotated[str, Field(max_length=500)]
    en: Annotated[str, Field(max_length=500)]


class _Receipt(BaseModel):
    """A peer's receipt as it is read here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    position: Annotated[int, Field(ge=0, le=POSITION_MAX)]
    refusal: _Refused | None


def link_to(peer: str, url: str, *, keyring: Keyring) -> Link:
    """Return a link to the peer at an address; its client is for one thread."""
    return Link(peer, httpx.Client(base_url=url, timeout=TIMEOUT), keyring)


def push(link: Link, *, at: datetime, until: int | None = None) -> Exchange:
    """Send the next envelope of our log; go back or forward to where the peer says it is.

    With `until` nothing is sent that stands after that position.
    """
    sent, tip = queries.confirmed_position(link.peer), events.tip()[0]
    envelope = queries.envelope_after(sent, receiver=link.peer, keyring=link.keyring, until=until)
    if envelope is None:
        return Exchange(sent, tip)
    try:
        receipt = _sent(link, pack(envelope))
    except httpx.HTTPError as outage:
        return _outage(link.peer, outage, at, position=sent, tip=tip)
    position, refusal = receipt.position, receipt.refusal
    fault = Text(refusal.zh, refusal.en) if refusal and refusal.code != "sync.gap" else None
    if not fault and position > tip:
        fault = refusals.held_beyond_tip(position, tip).text
    held = sent if fault else position
    changes.confirm(link.peer, position=held, refusal=fault, at=at)
    return Exchange(held, tip, fault)


def pull(link: Link, handlers: Handlers, *, at: datetime) -> Exchange:
    """Ask for the next envelope of the peer's log and take it in; send our own tip by the way."""
    after = queries.received_position(link.peer)
    headers = requests.sign(
        keyring=link.keyring, receiver=link.peer, after=after, sealed=events.tip()[0], at=at
    )
    try:
        with link.client.stream("GET", PATH, params={"after": after}, headers=headers) as answer:
            answer.raise_for_status()
            content = _bounded(answer, ANSWER_BYTES_MAX)
    except httpx.HTTPError as outage:
        return _outage(link.peer, outage, at, position=after, tip=after)
    if answer.status_code == httpx.codes.NO_CONTENT:
        changes.note_contact(link.peer, sealed=after, at=at)
        return Exchange(after, after)
    try:
        receipt = changes.accept(
            BytesIO(content),
            handlers,
            keyring=link.keyring,
            at=at,
            sender=link.peer,
            may_withhold=True,
        )
    except changes.Busy:
        return Exchange(after, after)  # what was set aside is being settled; ask again later
    if receipt.refusal is None:
        return Exchange(receipt.position, queries.sealed_position(link.peer))
    changes.note_outage(link.peer, outage=receipt.refusal.text.en, at=at)
    return Exchange(after, after, receipt.refusal.text)


def _sent(link: Link, content: bytes) -> _Receipt:
    """Send an envelope and return the receipt; other answers do not come from the peer's sync."""
    headers = {"Content-Type": MEDIA_TYPE}
    with link.client.stream("POST", PATH, content=content, headers=headers) as answer:
        said = _bounded(answer, RECEIPT_BYTES_MAX)
    try:
        return _Receipt.model_validate_json(said)
    except ValidationError:
        raise httpx.HTTPStatusError(
            f"answered {answer.status_code} without a receipt",
            request=answer.request,
            response=answer,
        ) from None


def _bounded(answer: httpx.Response, limit: int) -> bytes:
    """Return the bytes of an answer as they travelled; raises when there are more than `limit`."""
    content = bytearray()
    for piece in answer.iter_raw():
        content += piece
        if len(content) > limit:
            raise httpx.DecodingError("the answer is too large", request=answer.request)
    return bytes(content)


def _outage(peer: str, outage: Exception, at: datetime, *, position: int, tip: int) -> Exchange:
    said = f"{type(outage).__name__}: {outage}"[:500]
    changes.note_outage(peer, outage=said, at=at)
    return Exchange(position, tip, Text(said, said))
