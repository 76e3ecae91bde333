"""Taking a backup: a copy of the whole server, proven after it was written, and its log since.

The copy is made by pg_basebackup and encrypted as it comes: nothing of it lies open in the folder.
Then it is read again, decrypted and compared with PostgreSQL's manifest of it. The log is fetched
by pg_receivewal over a replication slot, file by file.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import psycopg

from tongchou.node.backup import manifest
from tongchou.node.backup.folders import (
    About,
    Folder,
    NoBackup,
    ServerCopy,
    place_in_log,
    segment_before,
)
from tongchou.node.backup.packing import pack, unpack
from tongchou.node.backup.servers import Facts, Server, database_names, must_end_well
from tongchou.node.files import private_folder

PIECE_BYTES = 1024 * 1024
TELL_BYTES = 256 * PIECE_BYTES
SETTLE_SECONDS = 1.0
"""A commit stamped at a moment may reach the log a little later."""
_SLOT = "SELECT wal_status FROM pg_replication_slots WHERE slot_name = %s"
_MADE_SLOT = "SELECT FROM pg_create_physical_replication_slot(%s, immediately_reserve => true)"
_ADVANCED = "SELECT FROM pg_replication_slot_advance(%s, %s)"
_SWITCHED = """
SELECT (pg_switch_wal() - '0/0'::pg_lsn)::bigint,
       left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""

Say = Callable[[str], None]


def take(server: Server, folder: Folder, home: Path, *, say: Say) -> ServerCopy:
    """Copy the server into the folder, prove the copy, and fetch the log; return the copy.

    Raises `NoBackup`; then the folder holds what it held before.
    """
    facts = server.facts()
    _keep_log(server, folder)
    began = facts.now
    name = f"{began:%Y%m%dT%H%M%SZ}"
    sealed, expected = server.positions()
    for unfinished in (folder.path / "base").glob(".*"):
        shutil.rmtree(unfinished)
    draft = folder.path / "base" / f".{name}"
    try:
        say(f"复制约 {_size(expected)} · copying the server")
        size = _copy(
            server, folder, f"base/{name}/base.tar", draft / "base.tar.sealed", expected, say
        )
        with folder.write(f"base/{name}/home.tar", draft / "home.tar.sealed") as packed:
            pack(home, list(server.databases), packed)
        ended = server.facts().now
        say("核验 · proving what was written")
        first = _proven(folder, name, draft, home, facts)
        about = About(
            node=folder.node,
            databases=database_names(server),
            sealed=sealed,
            superuser=facts.superuser,
            server_version=facts.version,
            segment_bytes=facts.segment_bytes,
            first_segment=first,
            began_at=began.isoformat(),
            ended_at=ended.isoformat(),
            size_bytes=size,
        )
        folder.note(f"base/{name}/about.json", asdict(about), draft / "about.json.sealed")
        draft.rename(draft.with_name(name))
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    fetch_log(server, folder, home)
    return ServerCopy(name, about)


def _keep_log(server: Server, folder: Folder) -> None:
    """Let the server keep its log for this folder from now on; a slot that lost it is made anew."""
    with server.connect() as asked:
        found = asked.execute(_SLOT, [folder.slot]).fetchone()
        if found and found[0] == "lost":
            asked.execute("SELECT pg_drop_replication_slot(%s)", [folder.slot])
        if not found or found[0] == "lost":
            asked.execute(_MADE_SLOT, [folder.slot])


def _copy(server: Server, folder: Folder, name: str, place: Path, expected: int, say: Say) -> int:
    """Write the server's files, encrypted; return how many bytes they are."""
    program = server.run(
        "pg_basebackup", "-D", "-", "--format=tar", "--wal-method=fetch", "--checkpoint=fast",
        "--manifest-checksums=SHA256", "--label=tongchou",
    )  # fmt: skip
    assert program.stdout is not None  # noqa: S101 - a pipe was asked for
    size, told = 0, 0
    try:
        with folder.write(name, place) as file:
            while piece := program.stdout.read(PIECE_BYTES):
                file.write(piece)
                size += len(piece)
                if size - told >= TELL_BYTES:
                    told = size
                    say(f"  {_size(size)} / {_size(expected)}")
            must_end_well(program, "pg_basebackup")
    finally:
        program.kill()
        program.wait()
    return size


def _proven(folder: Folder, name: str, draft: Path, home: Path, facts: Facts) -> str:
    """Decrypt what was written and compare it with its manifest; return its first log file."""
    with scratch(home) as place:
        base = folder.read(f"base/{name}/base.tar", draft / "base.tar.sealed")
        seen = unpack(base, place / "base", keeps=manifest.needed)
        unpack(folder.read(f"base/{name}/home.tar", draft / "home.tar.sealed"), place / "home")
        return manifest.compare(seen, place / "base", facts.version)


def fetch_log(server: Server, folder: Folder, home: Path) -> int:
    """Fetch the server's log up to now into the folder; return how many files came.

    What was fetched before and not yet encrypted, because we were killed, is taken in first.
    Raises `NoBackup` where the server no longer has what comes next.
    """
    spool = home / "backup" / folder.id
    private_folder(home / "backup")
    private_folder(spool)
    taken = _take_in(folder, spool)
    with server.connect() as asked:
        found = asked.execute(_SLOT, [folder.slot]).fetchone()
        if not found or found[0] == "lost":
            raise NoBackup(
                "服务器已不再保留所需日志;请重新备份"
                " · the server no longer keeps the log that comes next: take a new backup"
            )
        size = _segment_bytes(asked)
        at = _moment_of(asked)
        time.sleep(SETTLE_SECONDS)
        row = asked.execute(_SWITCHED).fetchone()
    assert row is not None  # noqa: S101 - one row, whatever the server is
    switched, timeline = row
    end = (switched - 1) // size * size + size
    last = segment_before(switched, timeline=int(timeline, 16), size=size)
    if not folder.has_segment(last):
        for path in spool.iterdir():
            path.unlink()
        program = server.run(
            "pg_receivewal", "-D", str(spool), "--slot", folder.slot, "--no-loop",
            "--endpos", place_in_log(end - 1),
        )  # fmt: skip
        must_end_well(program, "pg_receivewal")
        taken += _take_in(folder, spool)
        with server.connect() as asked:
            asked.execute(_ADVANCED, [folder.slot, place_in_log(end)])
    folder.note("reach.json", {"at": at, "last": last})
    return taken


def _moment_of(asked: psycopg.Connection) -> str:
    row = asked.execute("SELECT clock_timestamp()").fetchone()
    return str(row[0].isoformat()) if row else ""


def _segment_bytes(asked: psycopg.Connection) -> int:
    row = asked.execute(
        "SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'"
    ).fetchone()
    return int(row[0]) if row else 0


def _take_in(folder: Folder, spool: Path) -> int:
    """Encrypt whole files of the log into the folder and remove them here; return how many."""
    whole = [path for path in sorted(spool.iterdir()) if path.suffix != ".partial"]
    for path in whole:
        if not folder.has_segment(path.name):
            with folder.write(f"wal/{path.name}") as file:
                file.write(path.read_bytes())
        path.unlink()
    return len(whole)


@contextmanager
def scratch(home: Path) -> Iterator[Path]:
    """Lend a private folder in a home, which is removed afterwards."""
    private_folder(home / "backup")
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=home / "backup") as folder:
        yield Path(folder)


def _size(count: int) -> str:
    return f"{count / 1e6:,.0f} MB"


def told(base: ServerCopy, server: Server, folder: Folder, facts: Facts) -> dict[str, Any]:
    """Return what is said of a backup that was taken."""
    warnings = []
    if facts.may_fill_its_disk:
        warnings.append(
            "服务器未限制为备份保留的日志;请设置 max_slot_wal_keep_size"
            " · the server keeps its log for this backup without bound:"
            " set max_slot_wal_keep_size there"
        )
    ours = set(base.about.databases.values())
    others = sorted(set(facts.databases) - ours)
    if server.is_shared or others:
        nodes, beside = ", ".join(server.databases), ", ".join(others) or "无 none"
        warnings.append(
            f"此服务器为共用,已整体备份:节点 {nodes},其他数据库 {beside}"
            f" · this server is shared, and all of it was backed up: nodes {nodes}, other"
            f" databases {beside}. A node that is backed up by itself has a server of its own"
        )
    reach = folder.reaches_until()
    return {
        "folder": str(folder.path),
        "base": base.name,
        "nodes": list(base.about.databases),
        "sealed": base.about.sealed,
        "bytes": base.about.size_bytes,
        "from": base.about.ended_at,
        "until": reach.isoformat() if reach else None,
        "warnings": warnings,
    }
