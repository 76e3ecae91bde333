"""The register of nodes' keys 节点登记册, against what vouches for each key and each end of one.

A key is told by its hand-over, which the old key and the new one signed, in its node's log; by the
event of whoever entered it by hand; or, a node's first one, by its file, and once it is followed
by another by what followed. An end is told by the hand-over or the revocation. A key of which none
of them knows would let a stranger sign as a node.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.conf import settings

from tongchou.events.chain import moment_text
from tongchou.proof.deep.differences import CHANGED, MISSING, SURPLUS, Difference
from tongchou.proof.deep.logs import Log, Told
from tongchou.standards.codes import MINISTRY
from tongchou.standards.messages import NodeKeyEntered, NodeKeyHandedOver, NodeKeyRevoked, parse
from tongchou.sync.changes.register import is_handed_over
from tongchou.sync.keys import BadKey, Keyring, NoSM2, Verifier, verifier_of
from tongchou.sync.models import NodeKey, NodeKeyEnd

KEYS, ENDS = "sync_nodekey", "sync_nodekeyend"
_KINDS = [one.kind for one in (NodeKeyEntered, NodeKeyHandedOver, NodeKeyRevoked)]

End = tuple[str, str, bool]
"""An end of a key: its fingerprint, the moment, whether it was revoked."""


@dataclass(frozen=True)
class _Key:
    """A key as it is told: its columns, and the event that told them."""

    columns: dict[str, str]
    position: int | None


@dataclass
class _Register:
    """What logs and files say of the register: keys and their ends.

    `others` are keys that no event tells, each with its node: by a file, handed over, or revoked.
    """

    keys: dict[str, _Key] = field(default_factory=dict)
    ends: dict[End, int | None] = field(default_factory=dict)
    others: dict[str, str] = field(default_factory=dict)

    def had_ended(self, row: NodeKey, held: Iterable[NodeKey]) -> bool:
        """Whether a node's first key had ended before one began that is told: long replaced.

        A first key has no beginning, and a node has only one.
        """
        if [one for one in held if (one.node, one.valid_from) == (row.node, None)] != [row]:
            return False
        until = moment_text(row.valid_until)
        told = (key.columns for key in self.keys.values())
        return any(key["node"] == row.node and until <= key["valid_from"] for key in told)


def differences(logs: Iterable[Log]) -> Iterator[Difference]:
    """Compare the keys and their ends with what the logs and the key files say of them."""
    held = {key.key_id: key for key in NodeKey.objects.order_by("node", "key_id")}
    told = _Register(others=_by_file())
    for log in logs:
        for page in log.events(_KINDS):
            for event in page:
                _note(event, log, held, told)
    yield from _of_keys(held, told)
    yield from _of_ends(held, told)


def _by_file() -> dict[str, str]:
    """Return the keys that stand in files here, each with its node."""
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    nodes = [settings.NODE_CODE, *keyring.peers()]
    found = {node: keyring.verifier(node) for node in nodes}
    return {one.key_id: node for node, one in found.items() if one}


def _note(event: Told, log: Log, held: dict[str, NodeKey], told: _Register) -> None:
    """Note what an event says of keys, if its log may say it."""
    message = parse(event.kind, event.body)
    if isinstance(message, NodeKeyEntered) and log.is_own:
        told.keys[message.key] = _Key(_columns(message), event.position)
    elif isinstance(message, NodeKeyHandedOver) and _is_good(message, log, held):
        told.keys[message.next_key] = _Key(_columns(message), event.position)
        told.others.setdefault(message.old_key, message.node)
        told.ends[message.old_key, message.old_until, False] = event.position
    elif isinstance(message, NodeKeyRevoked) and (
        log.is_own or log.node in {message.node, MINISTRY}
    ):
        told.others.setdefault(message.key, message.node)
        told.ends[message.key, message.revoked_at, True] = event.position


def _columns(message: NodeKeyEntered | NodeKeyHandedOver) -> dict[str, str]:
    names = ("node", "algorithm", "public_key", "valid_from", "valid_until")
    return {name: getattr(message, name) for name in names}


def _is_good(message: NodeKeyHandedOver, log: Log, held: dict[str, NodeKey]) -> bool:
    """Whether a hand-over stands in its node's log, signed by both keys."""
    old = _verifier(held[message.old_key].public_key) if message.old_key in held else None
    successor = _verifier(message.public_key)
    return (
        log.node == message.node
        and old is not None
        and old.key_id == message.old_key
        and successor is not None
        and is_handed_over(message, old, successor)
    )


def _verifier(pem: str) -> Verifier | None:
    try:
        return verifier_of(pem.encode())
    except (BadKey, NoSM2):
        return None


def _of_keys(held: dict[str, NodeKey], told: _Register) -> Iterator[Difference]:
    for key_id, row in held.items():
        said = told.keys.get(key_id)
        key = {"key_id": key_id}
        if (
            said is None
            and told.others.get(key_id) != row.node
            and not told.had_ended(row, held.values())
        ):
            yield Difference(row.node, KEYS, key, SURPLUS)
            continue
        verifier = _verifier(row.public_key)
        if verifier is None or verifier.key_id != key_id:
            position = said.position if said else None
            yield Difference(
                row.node, KEYS, key, CHANGED, position, "public_key", held=row.public_key
            )
        elif said is not None:
            yield from _changed(row, said)
    for key_id, said in told.keys.items():
        if key_id not in held:
            node = said.columns["node"]
            yield Difference(node, KEYS, {"key_id": key_id}, MISSING, said.position)


def _changed(row: NodeKey, said: _Key) -> Iterator[Difference]:
    now = {
        "node": row.node,
        "algorithm": row.algorithm,
        "public_key": row.public_key,
        "valid_from": moment_text(row.valid_from) if row.valid_from else "",
        "valid_until": moment_text(row.valid_until),
    }
    for name, value in said.columns.items():
        if now[name] != value:
            key = {"key_id": row.key_id}
            yield Difference(row.node, KEYS, key, CHANGED, said.position, name, value, now[name])


def _of_ends(held: dict[str, NodeKey], told: _Register) -> Iterator[Difference]:
    rows = {
        (end.key_id, moment_text(end.ends_at), end.is_revoked) for end in NodeKeyEnd.objects.all()
    }
    for one in sorted(rows - told.ends.keys()):
        yield Difference(_node_of(one, held), ENDS, _key_of(one), SURPLUS)
    for one in sorted(told.ends.keys() - rows):
        yield Difference(_node_of(one, held), ENDS, _key_of(one), MISSING, told.ends[one])


def _node_of(end: End, held: dict[str, NodeKey]) -> str:
    return held[end[0]].node if end[0] in held else settings.NODE_CODE


def _key_of(end: End) -> dict[str, str]:
    return {"key_id": end[0], "ends_at": end[1]}
