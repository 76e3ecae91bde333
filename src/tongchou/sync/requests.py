"""Signed requests 签名请求: how a node that only asks proves who it is.

A request also carries the asker's tip, so the node asked knows what it has yet to receive even
when nothing travels: it is the heartbeat. Each request counts once: its moment must lie after
that of the one before, and near to now.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tongchou.events.chain import moment_text
from tongchou.standards.refusal import Refusal
from tongchou.sync import refusals
from tongchou.sync.keys import Keyring
from tongchou.sync.register import verifier_at

WINDOW = timedelta(minutes=5)
"""How far apart the clocks of two nodes may stand."""

NODE, KEY, MOMENT, SEALED, ALGORITHM, SIGNATURE = (
    "Tongchou-Node",
    "Tongchou-Key",
    "Tongchou-Moment",
    "Tongchou-Sealed",
    "Tongchou-Algorithm",
    "Tongchou-Signature",
)


_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_SEALED = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True)
class Asked:
    """A request whose sender is proven: which node asks, when, and how far its log is sealed."""

    node: str
    moment: datetime
    sealed: int


def sign(
    *, keyring: Keyring, receiver: str, after: int, sealed: int, at: datetime
) -> dict[str, str]:
    """Return the headers under which a node asks a peer for what follows a position."""
    signer = keyring.signer()
    said = _said(keyring.node, receiver, str(after), str(sealed), moment_text(at))
    return {
        NODE: keyring.node,
        KEY: signer.key_id,
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
    verifier = verifier_at(keyring, node, headers.get(KEY, ""), at)
    if isinstance(verifier, Refusal):
        return verifier
    said = _said(node, keyring.node, str(after), sealed, moment)
    try:
        signature = bytes.fromhex(headers.get(SIGNATURE, ""))
    except ValueError:
        return refusals.bad_signature()
    if algorithm != verifier.algorithm or not verifier.is_signed(said, signature):
        return refusals.bad_signature()
    asked_at = _moment_of(moment)
    if asked_at is None or not _SEALED.fullmatch(sealed) or abs(at - asked_at) > WINDOW:
        return refusals.stale_request()
    return Asked(node, asked_at, int(sealed))


def _moment_of(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if _MOMENT.fullmatch(text) else None
    except ValueError:
        return None


def _said(node: str, receiver: str, after: str, sealed: str, moment: str) -> bytes:
    return f"tongchou request\n{node}\n{receiver}\n{after}\n{sealed}\n{moment}".encode()
