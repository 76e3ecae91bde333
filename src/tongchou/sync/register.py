"""The register of nodes' keys 节点登记册, as it is read: whose key is this, and may it sign now.

Where the register has no key of a node, the file `peers/NN.pub` that an operator put there speaks
for it: `tongchou node prepare` enters it. From then on the register alone counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync import key_refusals, refusals
from tongchou.sync.keys import BadKey, Keyring, NoSM2, Verifier, verifier_of
from tongchou.sync.models import NodeKey

WARNED_BEFORE = timedelta(days=30)
"""So long before a node's last key ends its end is told as a fault."""

STATES = {
    "valid": Text("有效", "Valid"),
    "not_yet": Text("尚未生效", "Not valid yet"),
    "ended": Text("已失效", "Ended"),
    "revoked": Text("已吊销", "Revoked"),
}
"""The states of a key 密钥状态."""


@dataclass(frozen=True)
class KnownKey:
    """A key of the register: whose it is, when it may sign, and whether it was revoked.

    `ends_at` is the earliest of its own end, a hand-over's and a revocation's.
    """

    node: str
    key_id: str
    algorithm: str
    public_pem: bytes
    valid_from: datetime | None
    ends_at: datetime
    revoked_at: datetime | None
    why: str
    entered_by: str

    def state(self, at: datetime) -> str:
        """Return its state at an instant, a key of `STATES`."""
        if self.revoked_at and at >= self.revoked_at:
            return "revoked"
        if at >= self.ends_at:
            return "ended"
        return "not_yet" if self.valid_from and at < self.valid_from else "valid"

    def verifier(self) -> Verifier:
        """Return how to verify its signatures."""
        return verifier_of(self.public_pem)

    def as_json(self, at: datetime) -> dict[str, Any]:
        """Return the key as JSON, its state in both languages."""
        state = self.state(at)
        return {
            "node": self.node,
            "key": self.key_id,
            "algorithm": self.algorithm,
            "public_key": self.public_pem.decode(),
            "state": state,
            "state_name": STATES[state].as_json(),
            "valid_from": self.valid_from.isoformat() if self.valid_from else None,
            "ends_at": self.ends_at.isoformat(),
            "revoked_at": self.revoked_at.isoformat() if self.revoked_at else None,
            "why": self.why,
            "entered_by": self.entered_by,
        }


def known_keys(node: str = "") -> list[KnownKey]:
    """Return the keys of one node or of all: by node, the newest first."""
    found = NodeKey.objects.prefetch_related("ends").order_by("node", "-entered_at", "key_id")
    return [
        _known(key, [_End(end.ends_at, end.is_revoked, end.why) for end in key.ends.all()])
        for key in (found.filter(node=node) if node else found)
    ]


_TOLD = ("node", "algorithm", "public_key", "valid_from", "valid_until", "entered_by")
_ENDS = ("ends__ends_at", "ends__is_revoked", "ends__why")


def key_named(key_id: str) -> KnownKey | None:
    """Return the key with a fingerprint, or None; one question, for each envelope asks it."""
    rows = list(NodeKey.objects.filter(key_id=key_id).values_list(*_TOLD, *_ENDS))
    if not rows:
        return None
    told = dict(zip(_TOLD, rows[0], strict=False))
    ends = [_End(*row[len(_TOLD) :]) for row in rows if row[len(_TOLD)] is not None]
    return _known(NodeKey(key_id=key_id, **told), ends)


class _End(NamedTuple):
    """An end of a key as it is read here."""

    ends_at: datetime
    is_revoked: bool
    why: str


def _known(key: NodeKey, ends: Sequence[_End]) -> KnownKey:
    revocations = sorted((end.ends_at, end.why) for end in ends if end.is_revoked)
    revoked_at, why = revocations[0] if revocations else (None, "")
    return KnownKey(
        node=key.node,
        key_id=key.key_id,
        algorithm=key.algorithm,
        public_pem=key.public_key.encode(),
        valid_from=key.valid_from,
        ends_at=min([key.valid_until, *(end.ends_at for end in ends)]),
        revoked_at=revoked_at,
        why=why,
        entered_by=key.entered_by,
    )


def verifier_at(keyring: Keyring, node: str, key_id: str, at: datetime) -> Verifier | Refusal:
    """Return how to verify what a node says it signed with a key at an instant, or why not.

    A key of another node, one that is not known, not valid yet, ended or revoked is named so; and
    who came by the certificate of another node.
    """
    if keyring.certified not in {"", node}:
        return key_refusals.certificate_of_another(node, keyring.certified)
    key = key_named(key_id)
    if key is None:
        return _by_file(keyring, node, key_id)
    if key.node != node:
        return key_refusals.key_of_another(node, key.node)
    state = key.state(at)
    if state == "revoked":
        return key_refusals.key_revoked(node, key.why)
    return key.verifier() if state == "valid" else key_refusals.key_not_valid(node, key.ends_at)


def _by_file(keyring: Keyring, node: str, key_id: str) -> Verifier | Refusal:
    if NodeKey.objects.filter(node=node).exists():
        return key_refusals.unknown_key(node)
    verifier = keyring.verifier(node)
    if verifier is None:
        return refusals.unknown_peer()
    return verifier if verifier.key_id == key_id else key_refusals.unknown_key(node)


def fault_of_own_key(keyring: Keyring, at: datetime) -> Refusal | None:
    """Return why this node cannot prove what it sends; None when it can."""
    try:
        signer = keyring.signer()
    except (OSError, BadKey, NoSM2) as fault:
        return key_refusals.key_unreadable(keyring.node, str(fault))
    found = verifier_at(keyring, keyring.node, signer.key_id, at)
    return found if isinstance(found, Refusal) else None


def key_faults(at: datetime) -> dict[str, Text]:
    """Return the nodes whose last key has ended or ends soon, each with a sentence to show."""
    told = {node: _fault_of(key, at) for node, key in last_keys().items()}
    return {node: said for node, said in told.items() if said}


def keys_ended(at: datetime) -> dict[str, Text]:
    """Return the nodes that have no key left to sign with, each with what follows of it."""
    ended = {
        node: said
        for node, key in last_keys().items()
        if key.state(at) in {"ended", "revoked"} and (said := _fault_of(key, at))
    }
    return {
        node: Text(
            f"{said.zh}；登记新密钥前，其日志不再可信、不再前进",
            f"{said.en}: its log is not to be trusted and goes on no further until a new one is"
            " entered",
        )
        for node, said in ended.items()
    }


def key_days_left(at: datetime) -> dict[str, int]:
    """Return for how many whole days each node has a key; less than 0 after its end."""
    return {node: (key.ends_at - at).days for node, key in last_keys().items()}


def last_keys() -> dict[str, KnownKey]:
    """Return of each node the key that may sign longest."""
    found: dict[str, KnownKey] = {}
    for key in known_keys():
        if key.node not in found or key.ends_at > found[key.node].ends_at:
            found[key.node] = key
    return found


def key_faults_json(at: datetime) -> list[dict[str, Any]]:
    """Return the same as JSON, a node an entry."""
    return [{"node": node, **said.as_json()} for node, said in key_faults(at).items()]


def _fault_of(last: KnownKey, at: datetime) -> Text | None:
    node, day = last.node, f"{last.ends_at:%Y-%m-%d}"
    if last.revoked_at and at >= last.revoked_at:
        return Text(f"节点{node}的密钥已吊销，没有可用密钥", f"Node {node} has only revoked keys")
    if at >= last.ends_at:
        return Text(f"节点{node}的密钥已于{day}失效", f"The key of node {node} ended on {day}")
    if at >= last.ends_at - WARNED_BEFORE:
        return Text(
            f"节点{node}的密钥将于{day}失效，请在该节点更换",
            f"The key of node {node} ends on {day}: rotate it there",
        )
    return None
