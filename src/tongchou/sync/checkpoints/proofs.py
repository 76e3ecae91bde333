"""Proofs 证明 for one question: is a position in the log, does one checkpoint go on from another.

They are made from the tiles that the node publishes of a log, and hold hashes only.
"""

from typing import Any

from tongchou.standards.refusal import Refusal
from tongchou.standards.text import Text
from tongchou.sync.checkpoints.notes import Note
from tongchou.sync.checkpoints.publishing import folder_of, published
from tongchou.sync.checkpoints.tiles import Tree
from tongchou.sync.keys import Keyring


def inclusion(keyring: Keyring, log: str, position: int, entry: bytes) -> dict[str, Any] | Refusal:
    """Prove that a position of a log, with its hash `entry`, is in the checkpoint published."""
    note = published(folder_of(keyring, log))
    if note is None or not 1 <= position <= note.size:
        return _not_covered(position, note)
    tree = Tree(folder_of(keyring, log), note.size)
    return {
        "log": log,
        "position": position,
        "hash": entry.hex(),
        "path": [one.hex() for one in tree.inclusion(position - 1, note.size)],
        **_said(note),
    }


def consistency(keyring: Keyring, log: str, before: int, size: int) -> dict[str, Any] | Refusal:
    """Prove that the log of `size` positions goes on from the one of `before`."""
    note = published(folder_of(keyring, log))
    if note is None or not 1 <= before <= size <= note.size:
        return _not_covered(max(before, size), note)
    tree = Tree(folder_of(keyring, log), note.size)
    return {
        "log": log,
        "before": before,
        "root_before": tree.root(before).hex(),
        "after": size,
        "root_after": tree.root(size).hex(),
        "path": [one.hex() for one in tree.consistency(before, size)],
        **_said(note),
    }


def _said(note: Note) -> dict[str, Any]:
    return {"size": note.size, "root": note.root.hex(), "checkpoint": str(note)}


def _not_covered(position: int, note: Note | None) -> Refusal:
    size = note.size if note else 0
    return Refusal(
        "sync.not_published",
        Text(
            f"检查点只到第{size}号，未包含第{position}号",
            f"The checkpoint covers positions 1 to {size}, not {position}",
        ),
    )
