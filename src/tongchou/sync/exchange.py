"""Talking to a peer over HTTP: push what was sealed here, pull what was sealed there.

One call carries one envelope and returns how far things are; whoever calls decides when
the next one goes. A peer that cannot be reached is an outage, noted and tried again.
"""

from dataclasses import dataclass
from datetime import datetime
from ssl import SSLContext
from typing import Any

import httpx

from tongchou.events import queries as events
from tongchou.sync import changes, queries, requests
from tongchou.sync.changes import Handlers
from tongchou.sync.envelope import pack, unpack
from tongchou.sync.keys import Keyring

PATH = "/sync/envelopes"
MEDIA_TYPE = "application/vnd.tongchou.envelope+gzip"
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

    `fault` says why it did not go on; it is empty when all went well.
    """

    position: int
    tip: int
    fault: str = ""

    @property
    def is_level(self) -> bool:
        """Whether nothing is outstanding."""
        return not self.fault and self.position >= self.tip


def link_to(peer: str, url: str, *, keyring: Keyring, tls: SSLContext | bool = True) -> Link:
    """Return a link to the peer at an address; its client may be used by one thread."""
    return Link(peer, httpx.Client(base_url=url, timeout=TIMEOUT, verify=tls), keyring)


def push(link: Link, *, at: datetime) -> Exchange:
    """Send the next envelope of our log; go back or forward to where the peer says it is."""
    sent, tip = queries.confirmed_position(link.peer), events.tip()[0]
    envelope = queries.envelope_after(sent, receiver=link.peer, keyring=link.keyring)
    if envelope is None:
        return Exchange(sent, tip)
    try:
        answer = link.client.post(
            PATH, content=pack(envelope), headers={"Content-Type": MEDIA_TYPE}
        )
        receipt = _receipt_of(answer)
    except httpx.HTTPError as outage:
        return _outage(link.peer, outage, at, position=sent, tip=tip)
    position, refusal = receipt["position"], receipt["refusal"]
    fault = "" if refusal is None or refusal["code"] == "sync.gap" else refusal["zh"]
    if not fault and position > tip:
        fault = f"对端持有至第{position}号,本节点只封存至第{tip}号"
    held = sent if fault else position
    changes.confirm(link.peer, position=held, refusal=fault, at=at)
    return Exchange(held, tip, fault)


def pull(link: Link, handlers: Handlers, *, at: datetime) -> Exchange:
    """Ask for the next envelope of the peer's log and take it in; tell our own tip by the way."""
    after = queries.received_position(link.peer)
    headers = requests.sign(
        keyring=link.keyring, receiver=link.peer, after=after, sealed=events.tip()[0], at=at
    )
    try:
        answer = link.client.get(PATH, params={"after": after}, headers=headers)
        if answer.status_code == httpx.codes.NO_CONTENT:
            changes.note_contact(link.peer, sealed=after, at=at)
            return Exchange(after, after)
        answer.raise_for_status()
        envelope = unpack(answer.content)
    except (httpx.HTTPError, ValueError) as outage:
        return _outage(link.peer, outage, at, position=after, tip=after)
    receipt = changes.accept(
        envelope, handlers, keyring=link.keyring, at=at, sender=link.peer, may_withhold=True
    )
    fault = receipt.refusal.text.zh if receipt.refusal else ""
    return Exchange(receipt.position, envelope.sealed, fault)


def _receipt_of(answer: httpx.Response) -> dict[str, Any]:
    """Return the peer's receipt; an answer without one does not come from the peer's sync."""
    try:
        receipt: dict[str, Any] = answer.json()
        if isinstance(receipt["position"], int) and "refusal" in receipt:
            return receipt
    except (ValueError, KeyError, TypeError):
        pass
    raise httpx.HTTPStatusError(
        f"answered {answer.status_code} without a receipt",
        request=answer.request,
        response=answer,
    )


def _outage(peer: str, outage: Exception, at: datetime, *, position: int, tip: int) -> Exchange:
    said = f"{type(outage).__name__}: {outage}"[:500]
    changes.note_outage(peer, outage=said, at=at)
    return Exchange(position, tip, said)
