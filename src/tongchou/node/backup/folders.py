"""A folder of backups: what is in it, how far back and forward it reaches, what is thrown away.

`set.json` says whose backups these are. `base/<moment>/` is one copy of the server: `base.tar`,
`home.tar` (keys and settings of its nodes) and `about.json`. `wal/` holds the server's log since,
one file a segment, and `reach.json` says until when it was fetched. All but `set.json` is sealed.
"""

import fcntl
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

from tongchou.node.backup.sealed import Key, SealedReader, SealedWriter

FORMAT = 1
ID_BYTES = 4
SEGMENTS_A_LOG = 2**32
_SUFFIX = ".sealed"
_SEGMENT = re.compile(r"[0-9A-F]{24}")


class NoBackup(Exception):
    """Something cannot be backed up or brought back; the message says why and what to do."""


@dataclass(frozen=True)
class About:
    """What one copy of a server holds."""

    node: str
    databases: dict[str, str]
    """The nodes whose databases are in it: code and name of the database."""
    sealed: dict[str, int]
    """How far their logs were sealed when the copy began."""
    superuser: str
    server_version: int
    segment_bytes: int
    first_segment: str
    """The first file of the server's log that follows this copy."""
    began_at: str
    ended_at: str
    """The first moment to which this copy can be brought; as the server's clock says it."""
    size_bytes: int


@dataclass(frozen=True)
class ServerCopy:
    """A copy of a server, by its name in the folder."""

    name: str
    about: About

    @property
    def ended_at(self) -> datetime:
        """The first moment to which it can be brought."""
        return datetime.fromisoformat(self.about.ended_at)


class Folder:
    """The backups of one server; opened with its key."""

    def __init__(self, path: Path, key: Key) -> None:
        self.path, self.key = path.absolute(), key
        told = _told(self.path)
        self.id, self.node, self.server = str(told["id"]), str(told["node"]), str(told["server"])

    @property
    def slot(self) -> str:
        """The replication slot at the server that keeps its log until we fetched it."""
        return f"tongchou_backup_{self.id}"

    def write(self, name: str, place: Path | None = None) -> SealedWriter:
        """Return what writes one file; `place` is where it is put together, if elsewhere."""
        path = place or self.path / f"{name}{_SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return SealedWriter(path, self.key, name=name)

    def read(self, name: str, place: Path | None = None) -> SealedReader:
        """Return one file as a stream."""
        return SealedReader(place or self.path / f"{name}{_SUFFIX}", self.key, name=name)

    def note(self, name: str, told: Any, place: Path | None = None) -> None:
        """Write down something small."""
        with self.write(name, place) as file:
            file.write(json.dumps(told, ensure_ascii=False).encode())

    def bases(self) -> list[ServerCopy]:
        """Return the copies in here, the oldest first; raises `NotOpened` with another key."""
        names = sorted(path.name for path in (self.path / "base").glob("[0-9]*"))
        return [ServerCopy(name, About(**self._noted(f"base/{name}/about.json"))) for name in names]

    def reaches_until(self) -> datetime | None:
        """Return until when the log is here; None where none was fetched yet."""
        return datetime.fromisoformat(self._reach["at"]) if self._reach else None

    @property
    def _reach(self) -> dict[str, str]:
        if not (self.path / f"reach.json{_SUFFIX}").exists():
            return {}
        found: dict[str, str] = self._noted("reach.json")
        return found

    def log_since(self, base: ServerCopy) -> tuple[list[str], bool]:
        """Return the files of the log that follow a copy, and whether they are all there."""
        run, has_gap = whole_run(
            self.segments(), base.about.first_segment, size=base.about.segment_bytes
        )
        return run, bool(run) and not has_gap and run[-1] == self._reach.get("last")

    def _noted(self, name: str) -> Any:
        return json.loads(self.read(name).readall() or b"")

    def segments(self) -> list[str]:
        """Return the names of the files of the server's log in here, in order."""
        names = (path.name.removesuffix(_SUFFIX) for path in (self.path / "wal").glob("*"))
        return sorted(name for name in names if _SEGMENT.fullmatch(name))

    def has_segment(self, name: str) -> bool:
        """Whether a file of the server's log is in here."""
        return (self.path / "wal" / f"{name}{_SUFFIX}").exists()

    def throw_away(self, keep: int) -> list[str]:
        """Remove all copies but the newest ones, and the log before them; return their names.

        With 0 every copy is kept.
        """
        bases = self.bases()
        kept, old = bases[-keep:], bases[:-keep]
        for base in old:
            shutil.rmtree(self.path / "base" / base.name)
        first = min(base.about.first_segment for base in kept)
        for name in self.segments():
            if name < first:
                (self.path / "wal" / f"{name}{_SUFFIX}").unlink()
        return [base.name for base in old]

    def as_json(self) -> dict[str, Any]:
        """Return what is in here."""
        reach = self.reaches_until()
        return {
            "folder": str(self.path),
            "node": self.node,
            "bases": [{"name": base.name, **asdict(base.about)} for base in self.bases()],
            "segments": len(self.segments()),
            "log_until": reach.isoformat() if reach else None,
        }


def _told(path: Path) -> dict[str, Any]:
    try:
        told: dict[str, Any] = json.loads((path / "set.json").read_text("utf-8"))
    except (OSError, ValueError):
        told = {}
    if told.get("format") != FORMAT:
        raise NoBackup(f"{path} 中没有备份 · there is no backup in {path}")
    return told


def opened_for(path: Path, key: Key, *, node: str, server: str) -> Folder:
    """Return the folder for a server's backups, made where there is none; tries the key."""
    if not path.exists() or not any(path.iterdir()):
        path.mkdir(parents=True, exist_ok=True)
        told = {"format": FORMAT, "id": token_hex(ID_BYTES), "node": node, "server": server}
        (path / "set.json").write_text(json.dumps(told), "utf-8")
    folder = Folder(path, key)
    if folder.server != server:
        raise NoBackup(
            f"{path} 存放的是另一台服务器的备份;请另选文件夹"
            f" · {path} holds backups of another server: choose another folder"
        )
    folder.bases()
    return folder


@contextmanager
def alone_at(folder: Folder, *, waits: bool = False) -> Iterator[None]:
    """Hold the folder's lock, so that two commands do not write in it at once.

    Raises `NoBackup` while another command holds it, unless this one `waits` for it.
    """
    with (folder.path / "lock").open("a", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | (0 if waits else fcntl.LOCK_NB))
        except BlockingIOError:
            raise NoBackup(
                f"另一条命令正在写入 {folder.path};请等它结束"
                f" · another command is writing in {folder.path}: wait until it has ended"
            ) from None
        yield


def segment_before(lsn: int, *, timeline: int, size: int) -> str:
    """Return the file of the server's log that holds what ends at a place in it."""
    number, a_log = (lsn - 1) // size, SEGMENTS_A_LOG // size
    return f"{timeline:08X}{number // a_log:08X}{number % a_log:08X}"


def place_in_log(lsn: int) -> str:
    """Return a place in the server's log as PostgreSQL writes it: 0/3000028."""
    return f"{lsn >> 32:X}/{lsn & 0xFFFFFFFF:X}"


def follows(name: str, other: str, *, size: int) -> bool:
    """Whether a file of the server's log is the next one after another."""
    return name[:8] == other[:8] and _number(name, size) == _number(other, size) + 1


def _number(name: str, size: int) -> int:
    return int(name[8:16], 16) * (SEGMENTS_A_LOG // size) + int(name[16:24], 16)


def whole_run(segments: list[str], first: str, *, size: int) -> tuple[list[str], bool]:
    """Return the files from the first one on without a gap, and whether any stand behind a gap.

    Only those of the first one's timeline count.
    """
    later = [name for name in segments if name >= first and name[:8] == first[:8]]
    if not later or later[0] != first:
        return [], bool(later)
    run = later[:1]
    for name in later[1:]:
        if not follows(name, run[-1], size=size):
            return run, True
        run.append(name)
    return run, False
