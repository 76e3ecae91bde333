"""A drill 恢复演练: the last backup is restored apart and proven equal to the node that works on.

The node is halted for a moment, between two deeds: then a restore point is named in the server's
log and a snapshot is taken, which see exactly the same rows. The backup is restored up to the
point, in a second home; the digests of all tables there and in the snapshot must be equal. Then
the restored node is started, on a port of its own and linked to nobody, and proves its log.
"""

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import psycopg
from psycopg import sql
from psycopg.errors import LockNotAvailable

from tongchou.node.backup.folders import Folder, NoBackup
from tongchou.node.backup.restore import Target, empty, restore
from tongchou.node.backup.servers import Server
from tongchou.node.backup.take import fetch_log
from tongchou.node.children import start_python, stop
from tongchou.node.databases import app_url_on, name_for
from tongchou.node.postgres import Postgres

HALT_MILLISECONDS = 2_000
"""How long the drill waits for running deeds to end while new ones wait behind it."""
TRIES = 30
READY_SECONDS = 120
_TABLES = """
SELECT relname FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
  AND relpersistence = 'p'
ORDER BY relname
"""
# Two sums of 64 bits each: a row that differs changes both but for one case in 2^128.
_DIGEST = """
SELECT count(*)::text || ':' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)
    || ':' || coalesce(sum(hashtextextended(t::text, 1)::numeric), 0) FROM {} AS t
"""
_PLAIN = "SET timezone = 'UTC'; SET datestyle = 'ISO'; SET bytea_output = 'hex'"

Say = Callable[[str], None]
Digests = dict[str, str]


@dataclass(frozen=True)
class Point:
    """A restore point of the server's log, and what the node's tables held there."""

    name: str
    digests: Digests


def drill(
    server: Server, folder: Folder, home: Path, *, owner: str, person: str, say: Say
) -> dict[str, Any]:
    """Restore the last backup into a second home and prove it equal; return what was found.

    `owner` is the node's database as the owner of its tables. The second home is removed.
    """
    code, began = server.code, time.monotonic()
    say("标记位置 · naming a point of the log")
    point = marked(owner)
    fetch_log(server, folder, home)
    with second_home(home) as second:
        done = restore(folder, second, Target(point=point.name), person=person, say=say)
        restored = time.monotonic()
        apart = Postgres(second)
        apart.start()
        try:
            address = apart.url(name_for(code))
            say("比对 · comparing every table")
            found = digests_of(address, noted_by_restore=True)
            say("启动并验证 · starting the node and proving its log")
            faults = _started_and_proven(address, code, second)
        finally:
            apart.stop()
    tables = sorted(point.digests.keys() | found.keys())
    different = [table for table in tables if point.digests.get(table) != found.get(table)]
    ended = time.monotonic()
    return {
        "folder": str(folder.path),
        "base": done.base,
        "sealed": done.nodes[code]["sealed"],
        "tables": len(found),
        "rows": sum(int(digest.partition(":")[0]) for digest in found.values()),
        "different": different,
        "faults": faults,
        "equal": not different and not faults,
        "seconds": {"restore": done.seconds, "prove": round(ended - restored, 1),
                    "all": round(ended - began, 1)},
    }  # fmt: skip


def marked(owner: str) -> Point:
    """Name a point of the log at which no deed is half done, and digest the tables as of it.

    Raises `NoBackup` when the node is too busy to be halted for a moment.
    """
    name = f"tongchou_drill_{token_hex(6)}"
    for _ in range(TRIES):
        try:
            with psycopg.connect(owner) as halting, psycopg.connect(owner) as reading:
                return Point(name, _digests_at(name, halting, reading))
        except LockNotAvailable:
            time.sleep(1)
        except psycopg.errors.InsufficientPrivilege as fault:
            raise NoBackup(
                "属主无权命名恢复点,请由管理员授权 · the owner may not name a restore point:"
                " GRANT EXECUTE ON FUNCTION pg_create_restore_point(text) TO the owner"
                f" ({str(fault).strip()})"
            ) from None
    raise NoBackup(
        "节点繁忙,无法在两笔业务之间停顿;请稍后再试"
        " · the node is too busy to be halted between two deeds: try again later"
    )


def _digests_at(name: str, halting: psycopg.Connection, reading: psycopg.Connection) -> Digests:
    """Name the point while nobody writes; digest what it saw once everybody goes on."""
    tables = [table for (table,) in halting.execute(_TABLES)]
    halting.rollback()
    halting.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    halting.execute(f"SET LOCAL lock_timeout = {HALT_MILLISECONDS}")
    every = sql.SQL(", ").join(map(sql.Identifier, tables))
    halting.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(every))
    halting.execute("SELECT pg_create_restore_point(%s)", [name])
    row = halting.execute("SELECT pg_export_snapshot()").fetchone()
    reading.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    shared = sql.SQL("SET TRANSACTION SNAPSHOT {}")
    reading.execute(shared.format(sql.Literal(row[0] if row else "")))
    halting.rollback()
    return _digested(reading, tables)


def digests_of(address: str, *, noted_by_restore: bool) -> Digests:
    """Return the digest of every table of a database, by its name.

    `noted_by_restore` leaves out the one row by which the restore noted itself, and the new life
    that it began.
    """
    with psycopg.connect(address) as asked:
        if noted_by_restore:  # never committed
            asked.execute(
                "DELETE FROM agency_upkeeprecord WHERE id = (SELECT max(id)"
                " FROM agency_upkeeprecord WHERE kind = 'restore')"
            )
            asked.execute("UPDATE sync_peer SET life = '' WHERE life <> ''")
        found = _digested(asked, [table for (table,) in asked.execute(_TABLES)])
        asked.rollback()
    return found


def _digested(asked: psycopg.Connection, tables: list[str]) -> Digests:
    asked.execute(_PLAIN)
    found = {}
    for table in tables:
        row = asked.execute(sql.SQL(_DIGEST).format(sql.Identifier(table))).fetchone()
        found[table] = str(row[0]) if row else ""
    return found


def _started_and_proven(owner: str, code: str, home: Path) -> list[str]:
    """Start the restored node where nobody is told of it; return what is wrong with it."""
    environment = {
        **{name: "" for name in os.environ if name.startswith("DATABASE_URL")},
        "TONGCHOU_NODE": code,
        "TONGCHOU_HOME": str(home),
        "TONGCHOU_MINISTRY_URL": "",
        "TONGCHOU_DEMO_PASSWORD": "",
        "TONGCHOU_SYNC_PORT": "",
        f"DATABASE_URL_{code}": owner,
        f"DATABASE_URL_APP_{code}": app_url_on(owner, code, home),
    }
    log = home / "drill.log"
    prepared = start_python(
        "-m", "tongchou.node", "node", "prepare", code, environment=environment, log=log
    )
    if prepared.wait():
        return [f"cannot be prepared: {_last_of(log)}"]
    port = _free_port()
    serving = start_python(
        "-m", "tongchou.node", "node", "serve", "--port", str(port),
        environment=environment, log=log,
    )  # fmt: skip
    try:
        if not _is_ready(serving, port, code):
            return [f"does not start: {_last_of(log)}"]
        return list(_faults_at(owner))
    finally:
        stop([serving])


def _is_ready(serving: "subprocess.Popen[bytes]", port: int, code: str) -> bool:
    until = time.monotonic() + READY_SECONDS
    while serving.poll() is None and time.monotonic() < until:
        try:
            answer = httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=5, trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        return answer.is_success and answer.json().get("node") == code
    return False


def _faults_at(owner: str) -> Iterator[str]:
    """Prove the log, the copies held and the ledger of the restored node; yield what is wrong."""
    from tongchou.channels.api.node import proof  # noqa: PLC0415 - after the node is known
    from tongchou.node.prepare import as_owner_of  # noqa: PLC0415

    with as_owner_of(owner):
        found = proof()
    for name, faults in found.items():
        if name != "positions" and faults:
            yield f"{name}: {faults}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _last_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace").strip()[-500:] if log.exists() else ""


@contextmanager
def second_home(home: Path) -> Iterator[Path]:
    """Lend the name of a second home beside the first, where nothing is yet."""
    place = home.absolute().with_name(f"{home.name}-drill-{token_hex(4)}")
    try:
        yield place
    finally:
        if place.exists():
            empty(place)
            place.rmdir()
