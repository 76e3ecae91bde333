"""The two calls of sync over HTTP: send a peer an envelope, ask it for one.

Each answer is read within bounds, and counts only with the statement that the peer signed: what
it says of itself is noted, and anything else is no answer of the peer.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

import httpx
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tongchou.events.chain import moment_text
from tongchou.sync import changes, statements
from tongchou.sync.envelope import (
    HEAD_BYTES_MAX,
    PACKED_BYTES_MAX,
    POSITION_MAX,
    Envelope,
    pack,
)
from tongchou.sync.keys import Keyring
from tongchou.sync.protocol.links import View

PATH = "/sync/envelopes"
MEDIA_TYPE = "application/vnd.tongchou.envelope"
ANSWER_BYTES_MAX = 2 * HEAD_BYTES_MAX + PACKED_BYTES_MAX
RECEIPT_BYTES_MAX = 8_192
TIMEOUT = httpx.Timeout(60, connect=5)


@dataclass(frozen=True)
class Link:
    """A link 链路: the peer, where it is reached, and the keys that prove who speaks.

    `built` holds the envelope that comes next, if it was built while the last one travelled.
    """

    peer: str
    client: httpx.Client
    keyring: Keyring
    built: list[Envelope] = field(default_factory=list)


class PeerRefusal(BaseModel):
    """A peer's refusal as it is read here: its code and short wordings."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)

    code: Annotated[str, Field(max_length=64)]
    zh: Annotated[str, Field(max_length=500)]
    en: Annotated[str, Field(max_length=500)]


class PeerReceipt(BaseModel):
    """A peer's receipt as it is read here."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    position: Annotated[int, Field(ge=0, le=POSITION_MAX)]
    refusal: PeerRefusal | None


def send(
    link: Link,
    envelope: Envelope,
    at: datetime,
    *,
    meanwhile: Callable[[], None] | None = None,
) -> tuple[PeerReceipt, View]:
    """Send an envelope; return the receipt, and what is known of the peer from its statement.

    While it travels and is taken in, something is done `meanwhile`. Other answers do not come
    from the peer's sync.
    """
    if meanwhile is None:
        answer, body = _posted(link, envelope)
    else:
        with ThreadPoolExecutor(1) as poster:
            posting = poster.submit(_posted, link, envelope)
            meanwhile()
        answer, body = posting.result()
    heard = statements.prove_answer(
        answer.headers, keyring=link.keyring, peer=link.peer, answers=envelope.head.moment
    )
    try:
        receipt = PeerReceipt.model_validate_json(body)
    except ValidationError:
        raise _unproven(answer) from None
    if heard is None:
        raise _unproven(answer, receipt.refusal.en if receipt.refusal else "")
    view = changes.note_answer(link.peer, heard.said.standing, at=at, shown=heard.shown)
    return receipt, view


def ask(link: Link, at: datetime, *, own: bool = False) -> tuple[bytes, View]:
    """Ask a peer for its log, or for our `own` from its copy; return what came and is known now.

    Nothing came where the peer refuses or has nothing; its statement says which.
    """
    headers = statements.say(link.peer, keyring=link.keyring, at=at)
    params = {"own": "1"} if own else {}
    with link.client.stream("GET", PATH, params=params, headers=headers) as answer:
        content = _bounded(answer, ANSWER_BYTES_MAX)
        heard = statements.prove_answer(
            answer.headers, keyring=link.keyring, peer=link.peer, answers=moment_text(at)
        )
        if heard is None:
            raise _unproven(answer, _why(content))
    view = changes.note_answer(link.peer, heard.said.standing, at=at, shown=heard.shown)
    return (content if answer.status_code == httpx.codes.OK else b""), view


def _posted(link: Link, envelope: Envelope) -> tuple[httpx.Response, bytes]:
    headers = {"Content-Type": MEDIA_TYPE}
    with link.client.stream("POST", PATH, content=pack(envelope), headers=headers) as answer:
        return answer, _bounded(answer, RECEIPT_BYTES_MAX)


def _why(body: bytes) -> str:
    """Return what an unsigned answer gives as its reason; empty where it gives none."""
    try:
        refusal = PeerReceipt.model_validate_json(body).refusal
    except ValidationError:
        return ""
    return f"{refusal.zh} / {refusal.en}" if refusal else ""


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
