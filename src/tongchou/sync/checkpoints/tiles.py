"""A Merkle tree 默克尔树 kept as tiles: files of up to 256 hashes, as transparency logs do.

Hashes are those of RFC 6962 with SHA-256, tiles and their paths those of C2SP's tlog-tiles. An
entry is the hash of a position of the log, which stands for its event and all before it. Entry 0
is position 1. A tile of level L holds hashes of whole subtrees of 256^L entries.
"""

import os
import shutil
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

WIDTH = 256
HASH_BYTES = 32
_HEIGHT = 8


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry."""
    return sha256(b"\x00" + entry).digest()


def parent_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two subtrees."""
    return sha256(b"\x01" + left + right).digest()


def tile_path(level: int, index: int, width: int = WIDTH) -> str:
    """Return where a tile lies: `tile/0/x001/234`, a partial one with `.p/` and its width."""
    digits = f"{index:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    parts = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    place = "/".join([*(f"x{part}" for part in parts[:-1]), parts[-1]])
    return f"tile/{level}/{place}" + ("" if width == WIDTH else f".p/{width}")


@dataclass(frozen=True)
class Tree:
    """A tree of `size` entries whose tiles lie in a folder.

    Reading raises `FileNotFoundError` where a tile is missing, `ValueError` where one is short.
    """

    folder: Path
    size: int

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first `size` entries, or all."""
        return self._over(0, self.size if size is None else size)

    def leaf(self, index: int) -> bytes:
        """Return the hash of an entry."""
        return self._subtree(0, index)

    def inclusion(self, index: int, size: int) -> list[bytes]:
        """Return the proof that an entry is in the tree of the first `size` (RFC 6962, 2.1.1)."""
        return self._path(index, 0, size)

    def consistency(self, before: int, size: int) -> list[bytes]:
        """Return the proof that one tree goes on from another (RFC 6962, 2.1.2)."""
        return self._subproof(before, 0, size, whole=True) if 0 < before < size else []

    def extended(self, entries: Sequence[bytes]) -> "Tree":
        """Write the tiles of the tree with these entries added, and return it.

        Tiles are only added; a partial one goes once the whole one is there.
        """
        hashes, count, level = [leaf_hash(entry) for entry in entries], self.size, 0
        while hashes:
            index, width = divmod(count, WIDTH)
            pending = [*(self.tile(level, index)[:width] if width else ()), *hashes]
            hashes = []
            while len(pending) >= WIDTH:
                tile, pending = pending[:WIDTH], pending[WIDTH:]
                self._write(level, index, tile)
                hashes.append(folded(tile))
                index += 1
            if pending:
                self._write(level, index, pending)
            count, level = count // WIDTH, level + 1
        return Tree(self.folder, self.size + len(entries))

    def _over(self, first: int, end: int) -> bytes:
        count = end - first
        if count == 0:
            return sha256(b"").digest()
        if count & (count - 1) == 0 and first % count == 0:
            return self._subtree(count.bit_length() - 1, first // count)
        middle = first + _split(count)
        return parent_hash(self._over(first, middle), self._over(middle, end))

    def _subtree(self, height: int, index: int) -> bytes:
        """Return the root of a whole subtree of 2^height entries, by the tile it lies in."""
        level, within = divmod(height, _HEIGHT)
        tile, offset = divmod(index << within, WIDTH)
        hashes = self.tile(level, tile)[offset : offset + (1 << within)]
        if len(hashes) != 1 << within:
            raise ValueError(f"{tile_path(level, tile)} in {self.folder} is short")
        return folded(hashes)

    def _path(self, index: int, first: int, end: int) -> list[bytes]:
        count = end - first
        if count == 1:
            return []
        middle = first + _split(count)
        if index < middle:
            return [*self._path(index, first, middle), self._over(middle, end)]
        return [*self._path(index, middle, end), self._over(first, middle)]

    def _subproof(self, before: int, first: int, end: int, *, whole: bool) -> list[bytes]:
        if before == end:
            return [] if whole else [self._over(first, end)]
        middle = first + _split(end - first)
        if before <= middle:
            rest = self._over(middle, end)
            return [*self._subproof(before, first, middle, whole=whole), rest]
        rest = self._over(first, middle)
        return [*self._subproof(before, middle, end, whole=False), rest]

    def tile(self, level: int, index: int) -> list[bytes]:
        """Return the hashes of a tile as far as this tree goes."""
        width = min(WIDTH, (self.size >> (_HEIGHT * level)) - index * WIDTH)
        whole, partial = (self.folder / tile_path(level, index, wide) for wide in (WIDTH, width))
        try:
            content = (whole if whole.exists() else partial).read_bytes()
        except FileNotFoundError:  # the whole one came meanwhile, and the partial one went
            content = whole.read_bytes()
        content = content[: width * HASH_BYTES]
        return [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]

    def _write(self, level: int, index: int, hashes: Sequence[bytes]) -> None:
        path = self.folder / tile_path(level, index, len(hashes))
        write_whole(path, b"".join(hashes))
        if len(hashes) == WIDTH:
            shutil.rmtree(path.with_name(f"{path.name}.p"), ignore_errors=True)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that a reader sees as a whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}")
    draft.write_bytes(content)
    draft.replace(path)


def _split(count: int) -> int:
    """Return the largest power of two that is smaller than a count."""
    return 1 << ((count - 1).bit_length() - 1)


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes whose number is a power of two."""
    while len(hashes) > 1:
        hashes = [parent_hash(hashes[at], hashes[at + 1]) for at in range(0, len(hashes), 2)]
    return hashes[0]
