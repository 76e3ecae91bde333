"""Signed requests 签名请求: how a node that only asks proves who it is.

A request also tells the asker's tip, so the node asked knows what it has yet to receive
even when nothing travels: it is the heartbeat.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongchou.events.chain import moment_text
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.keys import Keyring

WINDOW = timedelta(minutes=5)
"""How far apart the clocks of two nodes may stand."""

NODE, MOMENT, SEALED, ALGORITHM, SIGNATURE = (
    "Tongchou-Node",
    "Tongchou-Moment",
    "Tongchou-Sealed",
    "Tongchou-Algorithm",
    "Tongchou-Signature",
)


@dataclass(frozen=True)
class Asked:
    """A request whose sender is proven: which node asks, and how far its own log is sealed."""

    node: str
    sealed: int


def sign(
    *, keyring: Keyring, receiver: str, after: int, sealed: int, at: datetime
) -> dict[str, str]:
    """Return the headers under which a node asks a peer for what follows a position."""
    signer = keyring.signer()
    said = _said(keyring.node, receiver, str(after), str(sealed), moment_text(at))
    return {
        NODE: keyring.node,
        MOMENT: moment_text(at),
        SEALED: str(sealed),
        ALGORITHM: signer.algorithm,
        SIGNATURE: signer.sign(said).hex(),
    }


def prove(
    headers: Mapping[str, str], *, keyring: Keyring, after: int, at: datetime
) -> Asked | Refusal:
    """Return who asks, or why that is not believed."""
    node, moment = headers.get(NODE, ""), headers.get(MOMENT, "")
    sealed, algorithm = headers.get(SEALED, ""), headers.get(ALGORITHM, "")
    verifier = keyring.verifier(node)
    if verifier is None:
        return refusals.unknown_peer(node[:2])
    said = _said(node, keyring.node, str(after), sealed, moment)
    try:
        signature = bytes.fromhex(headers.get(SIGNATURE, ""))
    except ValueError:
        return refusals.bad_signature(algorithm[:32])
    if algorithm != verifier.algorithm or not verifier.is_signed(said, signature):
        return refusals.bad_signature(algorithm[:32])
    if abs(at - datetime.fromisoformat(moment)) > WINDOW:
        return refusals.stale_request()
    return Asked(node, int(sealed))


def _said(node: str, receiver: str, after: str, sealed: str, moment: str) -> bytes:
    return f"tongchou request\n{node}\n{receiver}\n{after}\n{sealed}\n{moment}".encode()
