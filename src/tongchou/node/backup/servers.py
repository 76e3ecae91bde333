"""The server that is backed up: as whom we come to it, and what we ask of it."""

import os
import subprocess
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tongchou.node.backup.folders import NoBackup
from tongchou.node.databases import database_named, family, name_in
from tongchou.node.psql import client
from tongchou.node.reached import address_of, is_embedded, listed_in, owner_address_of
from tongchou.node.rights import make_login

_MAKE = "CREATE ROLE {} LOGIN REPLICATION NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
_GRANT = "GRANT EXECUTE ON FUNCTION pg_switch_wal() TO {}"
_FACTS = """
SELECT (SELECT system_identifier::text FROM pg_control_system()),
       current_setting('server_version_num')::int,
       (SELECT setting::bigint FROM pg_settings WHERE name = 'wal_segment_size'),
       current_setting('max_slot_wal_keep_size'),
       (SELECT rolname FROM pg_roles WHERE oid = 10),
       clock_timestamp(),
       (SELECT array_agg(datname::text) FROM pg_database
        WHERE NOT datistemplate AND strpos(datname, '_model_') = 0 AND datname <> 'postgres')
"""
_POSITION = """
SELECT coalesce((SELECT max(position) FROM events_seal), 0), pg_database_size(current_database())
"""
_UNBOUNDED = "-1"


@dataclass(frozen=True)
class Server:
    """A server to be backed up, as its role for backups reaches it."""

    code: str
    address: str
    databases: dict[str, str]
    """The nodes whose databases it holds, and where the application reaches each."""
    is_shared: bool

    def connect(self) -> psycopg.Connection:
        """Return a connection; raises `NoBackup` where we are not taken in."""
        try:
            return psycopg.connect(self.address, autocommit=True)
        except psycopg.OperationalError as fault:
            raise NoBackup(f"无法连接数据库 · the server cannot be reached: {fault}") from None

    def facts(self) -> "Facts":
        """Return what the server is."""
        with self.connect() as asked:
            row = asked.execute(_FACTS).fetchone()
        assert row is not None  # noqa: S101 - one row, whatever the server is
        return Facts(*row)

    def positions(self) -> tuple[dict[str, int], int]:
        """Return how far the log of each node on it is sealed, and how large its databases are."""
        found, size = {}, 0
        for code, address in self.databases.items():
            with psycopg.connect(address) as asked:
                row = asked.execute(_POSITION).fetchone()
            position, bytes_there = row or (0, 0)
            found[code] = int(position)
            size += int(bytes_there)
        return found, size

    def run(self, program: str, *arguments: str) -> "subprocess.Popen[bytes]":
        """Start one of PostgreSQL's clients against the server; what it writes is read from it."""
        return subprocess.Popen(
            [str(client(program)), "-d", self.address, "--no-password", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )


@dataclass(frozen=True)
class Facts:
    """What a server says of itself."""

    system: str
    version: int
    segment_bytes: int
    slot_keeps: str
    superuser: str
    now: datetime
    databases: list[str]

    @property
    def may_fill_its_disk(self) -> bool:
        """Whether it keeps its log without bound for a backup that does not come."""
        return self.slot_keeps == _UNBOUNDED


def server_of(code: str, home: Path) -> Server:
    """Return the server of a node; the role for backups is made there where it is missing.

    On the embedded server of a home all its nodes are backed up together.
    """
    is_shared = is_embedded(home)
    listed = listed_in(home) if is_shared else {code: address_of(code, home)}
    named = os.environ.get(f"DATABASE_URL_BACKUP_{code}") or os.environ.get("DATABASE_URL_BACKUP")
    address = named or _made_role(owner_address_of(code, home), home)
    return Server(code, address, listed, is_shared)


def _made_role(owner: str, home: Path) -> str:
    """Return the address of the role for backups, which may copy the server and nothing else."""
    place = {
        name: value
        for name, value in conninfo_to_dict(database_named(owner, "postgres")).items()
        if name not in {"user", "password", "passfile"}
    }
    passfile = home.absolute() / "backup.pgpass"
    role = f"{family()}_backup"
    address = make_conninfo("", **place, user=role, passfile=str(passfile))
    try:
        with psycopg.connect(database_named(owner, "postgres"), autocommit=True) as server:
            make_login(server, address, passfile, make=_MAKE)
            server.execute(sql.SQL(_GRANT).format(sql.Identifier(role)))
    except psycopg.errors.InsufficientPrivilege as fault:
        raise NoBackup(
            f"属主无权建立备份角色,请由管理员执行后设置 DATABASE_URL_BACKUP"
            f" · the owner may not make the role for backups ({str(fault).strip()})."
            f" Let an administrator run: CREATE ROLE {role} LOGIN REPLICATION PASSWORD '…';"
            f" {_GRANT.format(role)}; then set DATABASE_URL_BACKUP"
        ) from None
    except psycopg.OperationalError as fault:
        raise NoBackup(f"无法连接数据库 · the server cannot be reached: {fault}") from None
    return address


def database_names(server: Server) -> dict[str, str]:
    """Return how the database of each node on a server is called."""
    return {code: name_in(address) for code, address in server.databases.items()}


def must_end_well(program: "subprocess.Popen[bytes]", what: str) -> None:
    """Wait for one of PostgreSQL's programs; raises `NoBackup` with its words if it failed."""
    _, said = program.communicate()
    if program.returncode:
        raise NoBackup(f"{what}: {said.decode(errors='replace').strip()}")
