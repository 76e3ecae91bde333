"""What is published of a log 已发布的检查点: its tiles on disk, and the roots, against the log.

A tile that was changed on disk would be shown to outsiders until it is grown upon. A log that was
written anew, with all of its chain, no longer bears out what the other tier countersigned.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.conf import settings

from tongchou.proof.deep.differences import CHANGED, MISSING, UNSIGNED, Difference
from tongchou.proof.deep.logs import Log
from tongchou.sync.checkpoints.notes import Note
from tongchou.sync.checkpoints.publishing import (
    CHECKPOINT,
    COUNTERSIGNED,
    PAGE,
    entries_of,
    folder_of,
    published,
)
from tongchou.sync.checkpoints.tiles import WIDTH, Tree, folded, leaf_hash, tile_path
from tongchou.sync.keys import Keyring, Verifier
from tongchou.sync.logs import OwnLog
from tongchou.sync.models import Peer
from tongchou.sync.protocol.marks import FIRST_EPOCH
from tongchou.sync.register import known_keys

TABLE = "published"


class _Tile(NamedTuple):
    """A tile as the log says it."""

    level: int
    place: int
    hashes: list[bytes]


def differences(log: Log) -> Iterator[Difference]:
    """Compare what is published here of a log with the log itself.

    The notes are read before the log, which then reaches at least as far.
    """
    keyring = Keyring(settings.HOME, settings.NODE_CODE)
    folder = folder_of(keyring, log.node)
    notes = {name: published(folder, name) for name in (CHECKPOINT, COUNTERSIGNED)}
    for name, note in notes.items():
        if note and not any(note.is_signed_by(key) for key in _keys_of(log.node, keyring)):
            yield Difference(log.node, TABLE, {"file": name}, UNSIGNED, note.size)
    of_this = {name: note for name, note in notes.items() if note and note.epoch == _epoch(log)}
    newest = of_this.get(CHECKPOINT)
    if newest is None:  # what is published anew is written whole
        return
    if newest.size > log.end():
        key, held = {"file": CHECKPOINT}, str(newest.size)
        yield Difference(log.node, TABLE, key, CHANGED, None, "size", str(log.end()), held)
        return
    tree = Tree(folder, newest.size)
    wrong = list(_wrong_tiles(log, tree, keyring))
    yield from wrong
    for name, note in {} if wrong else of_this.items():
        yield from _wrong_root(log, name, note, tree)


def _epoch(log: Log) -> int:
    if log.is_own:
        return OwnLog().tip.epoch
    held = Peer.objects.filter(code=log.node).values_list("epoch", flat=True)
    return held.first() or FIRST_EPOCH


def _keys_of(node: str, keyring: Keyring) -> list[Verifier]:
    by_file = keyring.verifier(node)
    return [key.verifier() for key in known_keys(node)] + ([by_file] if by_file else [])


def _wrong_root(log: Log, name: str, note: Note, tree: Tree) -> Iterator[Difference]:
    root = tree.root(note.size).hex() if note.size <= tree.size else ""
    if root != note.root.hex():
        said = note.size, "root", root, note.root.hex()
        yield Difference(log.node, TABLE, {"file": name}, CHANGED, *said)


def _wrong_tiles(log: Log, tree: Tree, keyring: Keyring) -> Iterator[Difference]:
    for tile in _tiles(log, tree.size, keyring):
        key = {"file": tile_path(tile.level, tile.place, len(tile.hashes))}
        try:
            there = tree.tile(tile.level, tile.place)
        except FileNotFoundError:
            yield Difference(log.node, TABLE, key, MISSING)
            continue
        if there != tile.hashes:
            yield Difference(log.node, TABLE, key, CHANGED, _first_wrong(tile, there))


def _first_wrong(tile: _Tile, there: list[bytes]) -> int | None:
    """Return the position of the first entry of a tile that is another; of entries alone."""
    pairs = zip(tile.hashes, [*there, *([b""] * WIDTH)], strict=False)
    first = next(first for first, (told, held) in enumerate(pairs) if told != held)
    return None if tile.level else tile.place * WIDTH + first + 1


def _tiles(log: Log, size: int, keyring: Keyring) -> Iterator[_Tile]:
    """Build the tiles of the first `size` positions of a log."""
    read = entries_of(keyring, log.node)
    levels: list[list[bytes]] = [[]]
    counts = [0]
    for after in range(0, size, PAGE):
        levels[0] += map(leaf_hash, read(after, min(PAGE, size - after)))
        for level, hashes in enumerate(levels):  # grows while it is gone through
            while len(hashes) >= WIDTH:
                whole = hashes[:WIDTH]
                del hashes[:WIDTH]
                yield _Tile(level, counts[level], whole)
                counts[level] += 1
                if level + 1 == len(levels):
                    levels.append([])
                    counts.append(0)
                levels[level + 1].append(folded(whole))
    for level, hashes in enumerate(levels):
        if hashes:
            yield _Tile(level, counts[level], hashes)
