"""Putting files into a stream and taking them out again: nothing leaves the folder it is put in."""

import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from fnmatch import fnmatch
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO, Any

from tongchou.node.backup.folders import NoBackup
from tongchou.node.backup.manifest import Seen

LEFT_OUT = (
    "postgres", "demo", "backup", "backup.key", "nodes.json", "lock", "*.pgpass",
    "*.log", "*.log.*",
)  # fmt: skip
"""Of a state folder: the database itself, what only a running supervisor knows, passwords of
database roles (new ones are made), and the key of the backups."""
LEFT_OUT_OF_NODES = ("log", "log.*", "*.log", "*.log.*", "metrics", "heartbeat-*", "*.draft")
"""Of a node: what it logs and measures, and the tiles of its log, which it writes anew."""


def kept_of(home: Path, codes: list[str]) -> Iterator[Path]:
    """Return the files of a state folder that belong to these nodes: keys, secrets, peers."""
    for entry in sorted(home.iterdir()):
        if entry.is_symlink() or any(fnmatch(entry.name, out) for out in LEFT_OUT):
            continue
        if entry.name == "nodes":
            for code in codes:
                yield from _files(entry / code)
        elif (entry / "set.json").exists():
            continue  # a folder of backups
        else:
            yield from _files(entry)


def _files(path: Path) -> Iterator[Path]:
    if path.is_file() and not path.is_symlink():
        yield path
    elif path.is_dir() and not path.is_symlink():
        for below in sorted(path.iterdir()):
            if not any(fnmatch(below.name, out) for out in LEFT_OUT_OF_NODES):
                yield from _files(below)


def pack(home: Path, codes: list[str], into: Any) -> None:
    """Write the files of a state folder that belong to these nodes into a stream."""
    with tarfile.open(fileobj=into, mode="w|") as packed:
        for path in kept_of(home, codes):
            packed.add(path, arcname=str(path.relative_to(home)), recursive=False)


def unpack(
    stream: Any,
    folder: Path,
    *,
    owner: int | None = None,
    keeps: Callable[[str], bool] = lambda _: True,
) -> dict[str, Seen]:
    """Write the files of a stream into a folder; return what each file in the stream is.

    `owner` is whose they become, `keeps` says which are written at all.
    """
    seen = {}
    with tarfile.open(fileobj=stream, mode="r|") as packed:
        for member in packed:
            path = folder / _inside(member.name)
            name = str(path.relative_to(folder))
            if member.isdir():
                path.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif member.isfile():
                content = packed.extractfile(member)
                mode = member.mode & 0o755
                seen[name] = _written(content, path if keeps(name) else None, mode=mode)
            else:
                raise NoBackup(
                    f"备份中含有表空间或链接,无法恢复"
                    f" · the backup holds a tablespace or link, which is not restored:"
                    f" {member.name}"
                )
            if owner is not None and path.exists():
                os.chown(path, owner, owner)
    while stream.read(1 << 20):  # to the end: only there it is known that nothing was cut off
        pass
    return seen


def _written(content: IO[bytes] | None, path: Path | None, *, mode: int) -> Seen:
    """Write a file, if it has a path; return its size and digest."""
    digest, size = sha256(), 0
    with ExitStack() as stack:
        file: IO[bytes] | None = None
        if path:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            file = stack.enter_context(os.fdopen(os.open(path, flags, mode), "wb"))
        while content and (piece := content.read(1 << 20)):
            digest.update(piece)
            size += len(piece)
            if file:
                file.write(piece)
    return Seen(size, digest.hexdigest())


def _inside(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise NoBackup(f"备份含有越界路径 · the backup holds a path that leads out of it: {name}")
    return path
