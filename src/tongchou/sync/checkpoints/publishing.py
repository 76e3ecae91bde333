"""Publishing checkpoints of our log, and keeping the tiles of peers' logs that we countersign.

In the state folder, `nodes/NN/log/MM/` is what node NN publishes of the log of node MM: the file
`checkpoint`, the last one that a peer countersigned as `countersigned`, and the folder `tile`.
All of it is derived: what is missing or wrong is written anew from the database. What was
published of an earlier epoch is put aside as `epoch-N`, since nothing else may hold it any more,
and as `lost-N` what was published up to position N of a log that lost its end and goes on.
"""

import logging
from collections.abc import Callable
from itertools import count
from pathlib import Path

from tongchou.events import queries as events
from tongchou.standards.text import Text
from tongchou.sync.changes.links import halted
from tongchou.sync.checkpoints.notes import BadNote, Note, read_note
from tongchou.sync.checkpoints.tiles import Tree, leaf_hash, write_whole
from tongchou.sync.keys import Keyring
from tongchou.sync.logs import OwnLog
from tongchou.sync.models import HeldEvent
from tongchou.sync.protocol.marks import FIRST_EPOCH

log = logging.getLogger(__name__)

PAGE = 10_000
"""How many hashes are read at once."""

CHECKPOINT, COUNTERSIGNED, TILES = "checkpoint", "countersigned", "tile"


class LogEndsEarly(RuntimeError):
    """The log ends before the place up to which it is to be published."""


def folder_of(keyring: Keyring, node: str) -> Path:
    """Return where a node publishes a log."""
    return keyring.home / "nodes" / keyring.node / "log" / node


def publish(keyring: Keyring) -> bool:
    """Publish a checkpoint of all that is sealed; return whether there was anything new.

    A log that ends before what was published of it lost its end. While that may come back from a
    peer nothing is published. Where the node may go on without it, what was published is put
    aside, for it may be the only trace, and publishing begins anew.
    """
    folder, tip = folder_of(keyring, keyring.node), OwnLog().tip
    _, sealed, last = tip
    before = published_in(folder, tip.epoch)
    if before and sealed == before.size and (not sealed or _ends_in(Tree(folder, sealed), last)):
        return False
    if before and sealed < before.size:
        if halted():
            return False
        log.warning("published up to %s, sealed up to %s: begun anew", before.size, sealed)
        _put_aside(folder, f"lost-{before.size}")
    tree = grown(keyring, keyring.node, sealed, epoch=tip.epoch)
    note = Note(keyring.node, tree.size, tree.root(), epoch=tip.epoch).signed(keyring.signer())
    write_whole(folder / CHECKPOINT, str(note).encode())
    return True


def published(folder: Path, name: str = CHECKPOINT) -> Note | None:
    """Return the checkpoint that a folder publishes, or None."""
    try:
        return read_note((folder / name).read_bytes())
    except (FileNotFoundError, BadNote):
        return None


def published_in(folder: Path, epoch: int) -> Note | None:
    """Return the checkpoint that a folder publishes, or None; put aside one of another epoch."""
    note = published(folder)
    if note is None or note.epoch == epoch:
        return note
    _put_aside(folder, f"epoch-{note.epoch}")
    return None


def fault_of_published(keyring: Keyring) -> Text | None:
    """Return what is to be said of what this node published and its log does not bear out."""
    folder, (epoch, sealed, _) = folder_of(keyring, keyring.node), OwnLog().tip
    note = published(folder)
    if note and note.epoch == epoch and note.size > sealed:
        return Text(
            f"检查点已发布至第{note.size}号，日志只到第{sealed}号；日志恢复后继续发布",
            f"Checkpoints were published up to {note.size}, the log ends at {sealed}: none is"
            " published until it is brought forward",
        )
    lost = sorted(one.name for one in folder.glob("lost-*") if not _came_back(folder, one, note))
    if lost:
        return Text(
            f"日志曾丢失已发布的末尾，检查点已重新开始发布；原发布内容另存于{'、'.join(lost)}",
            f"The log lost an end that was published; publishing began anew, and what was"
            f" published is kept in {', '.join(lost)}",
        )
    return None


def _came_back(folder: Path, aside: Path, note: Note | None) -> bool:
    """Whether what was published and put aside is a beginning of what is published now."""
    lost = published(aside)
    if note is None or lost is None or lost.size > note.size:
        return False
    try:
        return Tree(folder, note.size).root(lost.size) == lost.root
    except (FileNotFoundError, ValueError):
        return False


def _put_aside(folder: Path, wanted: str) -> None:
    """Keep what a folder publishes in a folder of its own, under a name that is not taken."""
    names = (wanted + "x" * again for again in count())
    aside = next(folder / name for name in names if not (folder / name).exists())
    aside.mkdir()
    for name in (COUNTERSIGNED, TILES, CHECKPOINT):
        if (folder / name).exists():
            (folder / name).replace(aside / name)


def grown(keyring: Keyring, node: str, size: int, *, epoch: int = FIRST_EPOCH) -> Tree:
    """Return the tree over the first positions of a log, and write its tiles.

    They are written from the beginning unless those that are there bear out their checkpoint, and
    end as the log does there: after it was restored from an old copy it may have gone on otherwise.
    """
    folder = folder_of(keyring, node)
    before = published_in(folder, epoch)
    tree = Tree(folder, before.size) if before and before.size <= size else Tree(folder, 0)
    read = entries_of(keyring, node)
    if before and tree.size and not _bears_out(tree, before.root, *read(tree.size - 1, 1)):
        tree = Tree(folder, 0)
    while tree.size < size:
        entries = read(tree.size, min(PAGE, size - tree.size))
        if not entries:
            raise LogEndsEarly(f"the log of node {node} has no position {tree.size + 1}")
        tree = tree.extended(entries)
    return tree


def _bears_out(tree: Tree, root: bytes, last: bytes = b"") -> bool:
    try:
        return tree.root() == root and _ends_in(tree, last)
    except (FileNotFoundError, ValueError):
        return False


def _ends_in(tree: Tree, last: bytes) -> bool:
    """Whether the tree's last entry is this one, the hash of a position and all before it."""
    try:
        return tree.leaf(tree.size - 1) == leaf_hash(last)
    except (FileNotFoundError, ValueError):
        return False


def entries_of(keyring: Keyring, node: str) -> Callable[[int, int], list[bytes]]:
    """Return how the entries of a log are read: so many behind a position."""
    return _own if node == keyring.node else _held(node)


def _own(position: int, limit: int) -> list[bytes]:
    return events.hashes_after(position, limit=limit)


def _held(node: str) -> Callable[[int, int], list[bytes]]:
    def read(position: int, limit: int) -> list[bytes]:
        found = HeldEvent.objects.filter(
            node=node, position__gt=position, position__lte=position + limit
        )
        return [bytes(one) for one in found.order_by("position").values_list("hash", flat=True)]

    return read
