"""Bringing a backup back: into an empty home, to its end or to a moment, never onto what runs.

The copy is decrypted and compared with its manifest, the server's log since is laid beside it, and
an embedded server of the same version recovers it where nobody else can come in. Roles get new
passwords: what lies in the folder of backups opens no database.
"""

import shutil
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.types.json import Jsonb

from tongchou.node.backup import manifest
from tongchou.node.backup.folders import Folder, NoBackup, ServerCopy
from tongchou.node.backup.manifest import VERSION_WITH_MAJOR
from tongchou.node.backup.packing import unpack
from tongchou.node.databases import name_for, secret_in
from tongchou.node.postgres import NOBODY, OWNER, NoPostgres, Postgres, runs_as_nobody
from tongchou.node.supervisor import CannotRun, alone_in

TRUST = "local all all trust\n"
"""Who may come in while it is recovered: whoever can enter the private folder of the socket."""
LOG_FOLDER = "restored_wal"
NOT_REACHED = "recovery ended before configured recovery target was reached"
_POSITIONS = """
SELECT (SELECT coalesce(max(position), 0) FROM events_seal),
       (SELECT count(*) FROM events_unsealed),
       (SELECT max(recorded_at) FROM events_event)
"""
_NOTE = """
INSERT INTO agency_upkeeprecord (kind, person, role, facts, at)
VALUES ('restore', %s, %s, %s, clock_timestamp())
"""

_NUMBERS_GO_ON = """
SELECT setval('workflow_item_number', pg_sequence_last_value('workflow_item_number') + %s)
WHERE pg_sequence_last_value('workflow_item_number') IS NOT NULL
"""
NUMBERS_PASSED = 1_000_000
"""How many numbers of items a restored node passes over: more than can have been given since the
copy. What the log brings back and what is entered meanwhile must not meet under one number."""

_LIFE_BEGINS = """
UPDATE sync_peer SET life = %s, is_waived = false WHERE contact_at IS NOT NULL
"""
"""A restored node adds nothing to its log before its peers were heard; see docs/protocol.md."""

Say = Callable[[str], None]


@dataclass(frozen=True)
class Target:
    """How far a backup is brought: to the end, to a moment, or to a point that was named."""

    until: datetime | None = None
    point: str = ""

    @property
    def settings(self) -> Mapping[str, str]:
        """What the server is told."""
        if self.until:
            return {"recovery_target_time": self.until.isoformat()}
        return {"recovery_target_name": self.point} if self.point else {}


@dataclass(frozen=True)
class Restored:
    """What was brought back."""

    base: str
    nodes: dict[str, dict[str, Any]]
    seconds: float


def restore(folder: Folder, home: Path, target: Target, *, person: str, say: Say) -> Restored:
    """Bring a backup back into an empty home and stop; `tongchou up --home` starts its nodes.

    Raises `NoBackup`; then the home is as empty as it was.
    """
    began = time.monotonic()
    must_be_empty(home)
    base = _chosen(folder, target)
    try:
        with alone_in(home):
            nodes = _brought_back(folder, base, home, target, person, say)
        (home / "lock").unlink()
    except CannotRun as fault:
        raise NoBackup(str(fault)) from None
    except BaseException:
        empty(home)
        raise
    return Restored(base.name, nodes, round(time.monotonic() - began, 1))


def must_be_empty(home: Path) -> None:
    """Raise `NoBackup` unless a folder is not there yet, or has nothing in it."""
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise NoBackup(
            f"{home} 不是空文件夹;恢复绝不覆盖已有内容,请另选 --home"
            f" · {home} is not empty, and nothing is restored over what is there:"
            " choose another --home"
        )


def empty(home: Path) -> None:
    """Remove all that a failed attempt left in a home, its database too, wherever it lies."""
    shutil.rmtree((home / "postgres").resolve(), ignore_errors=True)
    for entry in home.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry, ignore_errors=True)
        else:
            entry.unlink()


def _chosen(folder: Folder, target: Target) -> ServerCopy:
    """Return the newest copy that can be brought to the target."""
    bases = folder.bases()
    if not bases:
        raise NoBackup(f"{folder.path} 中没有备份 · there is no backup in {folder.path}")
    if target.until is None:
        return bases[-1]
    before = [base for base in bases if base.ended_at <= target.until]
    if not before:
        raise NoBackup(
            f"备份最早可恢复到 {bases[0].about.ended_at}"
            f" · the backups reach back to {bases[0].about.ended_at}: name a later moment"
        )
    reach = folder.reaches_until()
    if reach is None or target.until > reach:
        raise NoBackup(
            f"备份最晚可恢复到 {reach};省略 --until 即恢复到末尾"
            f" · the backups reach until {reach}: name an earlier moment, or leave out --until"
        )
    return before[-1]


def _brought_back(
    folder: Folder, base: ServerCopy, home: Path, target: Target, person: str, say: Say
) -> dict[str, dict[str, Any]]:
    log, is_whole = folder.log_since(base)
    if not (is_whole or target.until or target.point):
        raise NoBackup(_why_not(target, NOT_REACHED, base))
    server = Postgres(home, access=TRUST)
    must_be_version(server, base.about.server_version)
    say(f"解密 · decrypting {base.name}")
    owner = NOBODY if runs_as_nobody() else None
    seen = unpack(folder.read(f"base/{base.name}/base.tar"), server.folder, owner=owner)
    manifest.compare(seen, server.folder, base.about.server_version)
    for lock in server.folder.glob(".s.PGSQL.*.lock"):
        lock.unlink()  # it names the process of the server that was copied
    unpack(folder.read(f"base/{base.name}/home.tar"), home)
    _lay_out_log(folder, log, server.folder, owner)
    (server.folder / "postgresql.auto.conf").write_text("")
    secret_in(server.passfile, OWNER)
    say("重放日志 · recovering")
    running = _recovered(home, target, base, is_whole=is_whole)
    try:
        nodes = _handed_over(running, base, target, person)
    finally:
        running.stop()
    shutil.rmtree(server.folder / LOG_FOLDER)
    Postgres(home).configure()  # whoever starts it next asks for passwords again
    return nodes


def must_be_version(server: Postgres, version: int) -> None:
    """Raise `NoBackup` unless the server here reads the files of that version."""
    if server.major != version // VERSION_WITH_MAJOR:
        major = version // VERSION_WITH_MAJOR
        raise NoBackup(
            f"备份来自 PostgreSQL {major},此处为 {server.major};请设置 TONGCHOU_PG_BIN"
            f" · the backup is of PostgreSQL {major}, and {server.major} is here:"
            " set TONGCHOU_PG_BIN to the programs of that version"
        )


def _lay_out_log(folder: Folder, names: list[str], files: Path, owner: int | None) -> None:
    """Decrypt the log that follows a copy to where the server finds it."""
    place = files / LOG_FOLDER
    place.mkdir(mode=0o700)
    for name in names:
        with (place / name).open("wb") as file, folder.read(f"wal/{name}") as sealed:
            shutil.copyfileobj(sealed, file, 1 << 20)
    if owner is not None:
        for path in (place, *place.iterdir()):
            shutil.chown(path, owner, owner)


def _recovered(home: Path, target: Target, base: ServerCopy, *, is_whole: bool) -> Postgres:
    """Return the server once it has taken in its log up to the target, and goes on from there.

    A moment behind the last commit is never met in the log. If the log is whole and was fetched
    until later, its end is what that moment saw.
    """
    first = {"recovery_target": "immediate"} if target.until == base.ended_at else target.settings
    for aim in (first, {}):
        server = Postgres(home, _recovering(aim), access=TRUST)
        (server.folder / "recovery.signal").touch()
        try:
            server.start(patience=0)
        except NoPostgres:
            said = server.log.read_text("utf-8", errors="replace")
            if not (target.until and aim and is_whole and NOT_REACHED in said):
                raise NoBackup(_why_not(target, said, base)) from None
        else:
            return server
    raise NoBackup(_why_not(target, "", base))


def _recovering(aim: Mapping[str, str]) -> dict[str, str]:
    return {
        "restore_command": f"cp {LOG_FOLDER}/%f %p",
        "recovery_target_action": "promote",
        "hot_standby": "off",  # nobody is let in before it is where it shall be
        **aim,
    }


def _why_not(target: Target, said: str, base: ServerCopy) -> str:
    if NOT_REACHED in said:
        wanted = target.until or target.point or "末尾 its end"
        return (
            f"备份中没有到 {wanted} 为止的完整日志;可恢复到 --until {base.about.ended_at}"
            f" · the log in the backup does not reach {wanted} without a gap:"
            f" what is there for certain is --until {base.about.ended_at}"
        )
    last = "\n".join(said.strip().splitlines()[-5:])
    return f"PostgreSQL 无法恢复 · PostgreSQL could not recover the backup:\n{last}"


def _handed_over(
    server: Postgres, base: ServerCopy, target: Target, person: str
) -> dict[str, dict[str, Any]]:
    """Give the owner its password and the databases their names; return where each log stands."""
    inside = make_conninfo(server.url("postgres"), user=base.about.superuser)
    with psycopg.connect(inside, dbname="postgres", autocommit=True) as asked:
        if asked.execute("SELECT FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone() is None:
            asked.execute(sql.SQL("CREATE ROLE {}").format(sql.Identifier(OWNER)))
        password = secret_in(server.passfile, OWNER).encode()
        digest = asked.pgconn.encrypt_password(password, OWNER.encode(), b"scram-sha-256").decode()
        given = sql.SQL("ALTER ROLE {} LOGIN SUPERUSER PASSWORD {}")
        asked.execute(given.format(sql.Identifier(OWNER), sql.Literal(digest)))
        for code, name in base.about.databases.items():
            if name != name_for(code):
                renamed = sql.SQL("ALTER DATABASE {} RENAME TO {}")
                ours = sql.Identifier(name_for(code))
                asked.execute(renamed.format(sql.Identifier(name), ours))
    return {code: _stands(inside, code, base, target, person) for code in base.about.databases}


def _stands(
    inside: str, code: str, base: ServerCopy, target: Target, person: str
) -> dict[str, Any]:
    """Note in a node's own record that it was restored; return how far its log is."""
    with psycopg.connect(inside, dbname=name_for(code)) as asked:
        row = asked.execute(_POSITIONS).fetchone()
        assert row is not None  # noqa: S101 - one row, whatever is there
        sealed, waiting, last = row
        until = target.until.isoformat() if target.until else None
        facts = {"base": base.name, "until": until, "sealed": sealed}
        asked.execute(_NOTE, [person, base.about.superuser, Jsonb(facts)])
        asked.execute(_LIFE_BEGINS, [token_hex(8)])
        asked.execute(_NUMBERS_GO_ON, [NUMBERS_PASSED])
    return {
        "sealed": sealed,
        "waiting": waiting,
        "last_recorded_at": last.isoformat() if last else None,
    }
