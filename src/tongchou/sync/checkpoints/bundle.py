"""What a third party needs to judge a node's logs with nothing of ours: digests, never content.

A bundle 核验包 holds the keys known, what was countersigned, and of every log the digest and hash
of each position and what its sender signed. `docs/verify_bundle.py` verifies it.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tongchou.events import queries as events
from tongchou.events.chain import digest_of
from tongchou.sync.checkpoints.publishing import folder_of, published
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Checkpoint, HeldEvent, KeptHead
from tongchou.sync.queries import peers_heard, received_position
from tongchou.sync.register import known_keys

PAGE = 2_000
"""How many positions one page of a bundle tells."""


def contents(keyring: Keyring, at: datetime) -> dict[str, Any]:
    """Return keys and checkpoints that are known here, and how far each log goes."""
    kept = Checkpoint.objects.order_by("id").values_list("node", "note", "refusal", "at")
    notes = [
        {"log": node, "note": note, "refusal": refusal, "at": said_at.isoformat()}
        for node, note, refusal, said_at in kept
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


def page(keyring: Keyring, log: str, after: int, until: int) -> dict[str, Any]:
    """Return a log behind `after` up to `until`: entries, and the heads that end among them."""
    limit = max(0, min(PAGE, until - after))
    entries = list(_own(after, limit) if log == keyring.node else _held(log, after, limit))
    last = entries[-1][0] if entries else after
    heads = KeptHead.objects.filter(node=log, last_position__gt=after, last_position__lte=last)
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
