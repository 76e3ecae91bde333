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

from tongchou.events.chain import moment_text
from tongchou.standards.text import Text
from tongchou.sync import changes, queries, statements
from tongchou.sync.envelope import HEAD_BYTES_MAX, PACKED_BYTES_MAX, POSITION_MAX, pack
from tongchou.sync.handlers import Handlers
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import OwnLog, standing_towards
from tongchou.sync.protocol import links
from tongchou.sync.protocol.links import View

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
    own, view = OwnLog(), queries.view_of(link.peer)
    after = links.to_send(view, own)
    envelope = after is not None and queries.envelope_after(
        after, receiver=link.peer, keyring=link.keyring, at=at, until=until
    )
    if not envelope:
        return _reached(view, own)
    try:
        receipt, view = _sent(link, pack(envelope), at)
    except httpx.HTTPError as outage:
        return _outage(
            link.peer, outage, at, position=view.confirmed.position, tip=own.tip.position
        )
    if receipt.refusal and not view.ours and receipt.refusal.code != links.GAP:
        said = receipt.refusal
        if said.code not in links.PASSING:
            changes.note_outage(link.peer, outage=said.en, at=at)
        return Exchange(view.confirmed.position, own.tip.position, Text(said.zh, said.en))
    return _reached(view, own)


def pull(link: Link, handlers: Handlers, *, at: datetime) -> Exchange:
    """Ask for the next envelope of the peer's log and take it in; say where we stand by the way."""
    standing = standing_towards(link.peer)
    after = standing.held.position
    headers = statements.sign(standing, keyring=link.keyring, receiver=link.peer, at=at)
    try:
        with link.client.stream("GET", PATH, headers=headers) as answer:
            content = _bounded(answer, ANSWER_BYTES_MAX)
            said = statements.prove_answer(
                answer.headers, keyring=link.keyring, peer=link.peer, answers=moment_text(at)
            )
            if said is None:
                raise _unproven(answer, _why(content))
    except httpx.HTTPError as outage:
        return _outage(link.peer, outage, at, position=after, tip=after)
    view = changes.note_answer(link.peer, said.standing, at=at)
    if answer.status_code != httpx.codes.OK or view.theirs:
        fault = view.theirs.text if view.theirs else None
        return Exchange(after, after, fault)
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
    if receipt.refusal.code in links.PASSING:
        return Exchange(after, after)  # our own log is to be brought forward first
    changes.note_outage(link.peer, outage=receipt.refusal.text.en, at=at)
    return Exchange(after, after, receipt.refusal.text)


def _reached(view: View, own: OwnLog) -> Exchange:
    fault = view.ours.text if view.ours else None
    return Exchange(view.confirmed.position, own.tip.position, fault)


def _sent(link: Link, content: bytes, at: datetime) -> tuple[_Receipt, View]:
    """Send an envelope; return the receipt, and what is known of the peer from its statement.

    Other answers do not come from the peer's sync.
    """
    headers = {"Content-Type": MEDIA_TYPE}
    with link.client.stream("POST", PATH, content=content, headers=headers) as answer:
        body = _bounded(answer, RECEIPT_BYTES_MAX)
    said = statements.prove_answer(
        answer.headers, keyring=link.keyring, peer=link.peer, answers=moment_text(at)
    )
    try:
        receipt = _Receipt.model_validate_json(body)
    except ValidationError:
        raise _unproven(answer) from None
    if said is None:
        raise _unproven(answer, receipt.refusal.en if receipt.refusal else "")
    return receipt, changes.note_answer(link.peer, said.standing, at=at)


def _why(body: bytes) -> str:
    """Return what an unsigned answer gives as its reason; empty where it gives none."""
    try:
        refusal = _Receipt.model_validate_json(body).refusal
    except ValidationError:
        return ""
    return refusal.en if refusal else ""


def _unproven(answer: httpx.Response, why: str = "") -> httpx.HTTPStatusError:
    said = f"answered {answer.status_code} without a signed statement {why}".strip()
    return httpx.HTTPStatusError(said, request=answer.request, response=answer)


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
