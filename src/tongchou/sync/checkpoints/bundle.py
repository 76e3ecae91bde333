"""What a third party needs to judge a node's logs with nothing of ours: digests, never content.

A bundle 核验包 holds the keys known, what was countersigned, and of every log the digest and hash
of each position and what its sender signed. `docs/verify_bundle.py` verifies it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from tongchou.events import queries as events
from tongchou.events.chain import digest_of
from tongchou.sync.checkpoints.publishing import folder_of, published
from tongchou.sync.heads import heads_of
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Acceptance, Checkpoint, HeldEvent, Opened
from tongchou.sync.protocol.links import EPOCH
from tongchou.sync.queries import peers_heard, received_position
from tongchou.sync.register import known_keys

PAGE = 2_000
"""How many positions one page of a bundle tells."""


def contents(keyring: Keyring, at: datetime) -> dict[str, Any]:
    """Return keys and checkpoints that are known here, and how far each log goes."""
    given_up = _given_up(keyring.node)
    notes = [
        {
            "log": kept.node,
            "note": kept.note,
            "refusal": kept.refusal or given_up(kept),
            "at": kept.at.isoformat(),
        }
        for kept in Checkpoint.objects.order_by("id")
    ]
    current = published(folder_of(keyring, keyring.node))
    if current and current.size:
        told = {"log": keyring.node, "note": str(current), "refusal": "", "at": at.isoformat()}
        notes.append(told)
    own = {keyring.node: current.size if current else 0}
    return {
        "bundle": "tongchou",
        "version": 1,
        "node": keyring.node,
        "at": at.isoformat(),
        "keys": [key.as_json(at) for key in known_keys()],
        "checkpoints": notes,
        "logs": own | {code: received_position(code) for code in peers_heard()},
    }


def _given_up(own: str) -> Callable[[Checkpoint], str]:
    """Return how to tell a checkpoint of what an epoch that was opened later gave up."""
    ends = [(own, *one) for one in Opened.objects.values_list("epoch", "position")]
    ends += Acceptance.objects.values_list("node", "epoch", "position")

    def code(kept: Checkpoint) -> str:
        is_given_up = any(
            node == kept.node and epoch > kept.epoch and position < kept.size
            for node, epoch, position in ends
        )
        return EPOCH if is_given_up else ""

    return code


def page(keyring: Keyring, log: str, after: int, until: int) -> dict[str, Any]:
    """Return a log behind `after` up to `until`: entries, and the heads that end among them."""
    limit = max(0, min(PAGE, until - after))
    entries = list(_own(after, limit) if log == keyring.node else _held(log, after, limit))
    last = entries[-1][0] if entries else after
    heads = heads_of(log).filter(last_position__gt=after, last_position__lte=last)
    return {
        "entries": entries,
        "heads": [
            {
                "head": head.head,
                "signature": bytes(head.signature).hex(),
                "key": head.key_id,
                "received_at": head.received_at.isoformat(),
                "refusal": head.refusal,
            }
            for head in heads.order_by("id")
        ],
    }


def _own(after: int, limit: int) -> Iterator[tuple[int, str, str, str]]:
    for event in events.sealed_after(after, limit=limit, limit_rows=PAGE * 10_000):
        digest = digest_of(event.text(), event.algorithm)
        yield event.position, event.algorithm, digest.hex(), event.hash.hex()


def _held(log: str, after: int, limit: int) -> Iterator[tuple[int, str, str, str]]:
    until = min(after + limit, received_position(log))
    found = HeldEvent.objects.filter(node=log, position__gt=after, position__lte=until)
    rows = found.order_by("position").values_list("position", "algorithm", "digest", "hash")
    for position, algorithm, digest, own_hash in rows:
        yield position, algorithm, bytes(digest).hex(), bytes(own_hash).hex()
