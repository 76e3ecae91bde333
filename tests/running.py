"""Real nodes in real processes, for the tests that need them."""

import atexit
import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO, Any

import httpx
import psycopg
from psycopg.conninfo import make_conninfo

from tongchou.channels.cli.client import Nodes, authorities
from tongchou.channels.demo.life import PROVINCES, TODAY
from tongchou.node.databases import app_passfile, app_role, secret_in
from tongchou.node.postgres import OWNER, Postgres

START_SECONDS = 90
FIRST_PORT, LENT_FROM = 20_000, 32_768
PORTS = 100


class Cluster:
    """Nodes that one supervisor keeps running, and what a test may do to them."""

    def __init__(self, home: Path, supervisor: "subprocess.Popen[bytes]") -> None:
        self.home = home
        self.supervisor = supervisor
        self.nodes = Nodes(home)

    @property
    def listed(self) -> dict[str, Any]:
        """Return what the supervisor wrote down of its nodes."""
        found: dict[str, Any] = json.loads((self.home / "nodes.json").read_text("utf-8"))
        return found

    def pid_of(self, code: str) -> int:
        """Return the process of a node, or of the database server."""
        return int(self.listed["postgres"]["pid"] if code == "postgres" else
                   self.listed["nodes"][code]["pid"])  # fmt: skip

    @staticmethod
    def lives(pid: int) -> bool:
        """Whether a process is there and has not ended."""
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except OSError:
            return False
        return state not in {"Z", "X"}

    def kill(self, code: str) -> None:
        """Kill a process at once, as a power failure would, and wait until all is well again."""
        killed = self.pid_of(code)
        os.kill(killed, signal.SIGKILL)
        self._wait(lambda: self.pid_of(code) != killed and self.is_well())
        self.nodes = Nodes(self.home)

    def wait_until_well(self) -> None:
        """Wait until every node can work."""
        self._wait(self.is_well)

    def _wait(self, comes_true: Callable[[], bool]) -> None:
        until = time.monotonic() + START_SECONDS
        while not comes_true():
            if time.monotonic() > until:
                raise TimeoutError("the nodes did not come back")
            time.sleep(0.1)

    def is_well(self) -> bool:
        """Whether every node says that it can work."""
        try:
            return all(
                httpx.get(f"{node['url']}/healthz", timeout=5, verify=authorities()).status_code
                == httpx.codes.OK
                for node in self.listed["nodes"].values()
            )
        except (httpx.HTTPError, OSError, ValueError):
            return False

    def as_owner(self, code: str, statement: str) -> None:
        """Reach into a node's database past the system, as nobody should."""
        with psycopg.connect(self.owner_url(code)) as connection:
            connection.execute(statement)

    def owner_url(self, code: str) -> str:
        """Return where the owner of a node's tables comes in, on the embedded server."""
        served = self.listed["nodes"][code]["database"]
        return make_conninfo(served, user=OWNER, passfile=str(self.home / "owner.pgpass"))

    def tongchou(self, *words: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Run one `tongchou` command against these nodes, with what is typed to it."""
        return tongchou(*words, "--home", str(self.home), typed=typed)

    def started(self, *words: str) -> "subprocess.Popen[str]":
        """Start one `tongchou` command that goes on; what it prints can be read.

        It hears Ctrl-C also where whoever started the tests ignores it, as a job behind a shell.
        """
        command = [sys.executable, "-m", "tongchou.node", *words, "--home", str(self.home)]
        return subprocess.Popen(
            ["env", "--default-signal=INT", *command],  # noqa: S607 - our own command
            stdout=subprocess.PIPE,
            text=True,
            env=_environment(),
        )


def tongchou(
    *words: str, typed: str = "", seconds: float = 300, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run one `tongchou` command, with what is typed to it; it ends within so many seconds."""
    return subprocess.run(  # our own command
        [sys.executable, "-m", "tongchou.node", *words],
        input=typed,
        capture_output=True,
        text=True,
        timeout=seconds,
        env=_environment(**environment),
        check=False,
    )


def _environment(**more: str) -> dict[str, str]:
    """Return the environment of a command: ours, less what makes this test process a node."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("DJANGO_", "TONGCHOU_", "DATABASE_URL"))
    }
    return {**ours, **more}


def wait_for_a_lock(database_url: str) -> None:
    """Wait until somebody in the database waits for somebody else there."""
    with psycopg.connect(database_url, autocommit=True) as watcher:
        for _ in range(2_000):
            if watcher.execute(
                "SELECT 1 FROM pg_locks WHERE NOT granted AND pid IN"
                " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
            ).fetchone():
                return
            time.sleep(0.01)
    raise TimeoutError("nobody waits")


@contextmanager
def server_home() -> Iterator[Path]:
    """Lend a folder for a server of our own, that the user it runs as may enter; remove it after.

    It lies outside pytest's temporary root, which every run of pytest closes to all other users.
    """
    with tempfile.TemporaryDirectory(prefix="tongchou-tests-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def free_port() -> int:
    """Return a first port from which the ministry and every province find theirs free.

    Processes that look at the same moment begin a whole range apart. All lie below the ports that
    the system lends to outgoing connections, any of which may be busy a moment later.
    """
    ranges = (LENT_FROM - FIRST_PORT) // PORTS
    for turn in range(ranges):
        start = FIRST_PORT + (os.getpid() + turn) % ranges * PORTS
        if all(_is_free(port) for port in range(start, start + PORTS)):
            return start
    raise OSError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@cache
def _models() -> Path:
    """Return a home whose server has the tables of both roles, made once in a run of the tests.

    Workers of one run share it; the last of them that ends removes it.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(tempfile.gettempdir()) / f"tongchou-models-{run}"
    home.mkdir(mode=0o755, exist_ok=True)
    users = (home / "users").open("w")
    fcntl.flock(users, fcntl.LOCK_SH)
    atexit.register(_forget, home, users)
    with (home / "making").open("w") as making:
        fcntl.flock(making, fcntl.LOCK_EX)
        if not (home / "made").exists():
            _make_models(home)
            (home / "made").touch()
    return home


def _forget(home: Path, users: IO[str]) -> None:
    """Remove the models, unless another worker uses them still."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    shutil.rmtree(home, ignore_errors=True)


def _make_models(home: Path) -> None:
    server = Postgres(home)
    server.start()
    codes = ("00", "34")
    secret_in(app_passfile(home), app_role())  # before two processes ask for it
    urls = {code: server.url(f"tongchou_{code}") for code in codes}
    preparing = [
        subprocess.Popen(  # our own command
            [sys.executable, "-m", "tongchou.node", "node", "prepare", code],
            env=_environment(TONGCHOU_HOME=str(home), TONGCHOU_NODE=code, DATABASE_URL=url),
        )
        for code, url in urls.items()
    ]
    ended = [one.wait() for one in preparing]
    assert not any(ended), ended
    with psycopg.connect(server.url("postgres"), autocommit=True) as owner:
        for code in codes:
            owner.execute(f"DROP DATABASE tongchou_{code}")
    server.stop()


def copy_models(home: Path) -> None:
    """Lay a server with the tables of both roles into an empty home, so that they are made once.

    It leaves it to the system when to write to the disk: what dies here are processes alone.
    """
    folder = Postgres(home).folder
    subprocess.run(["cp", "-a", f"{_models() / 'postgres'}/.", str(folder)], check=True)  # noqa: S607
    (folder / "postgresql.auto.conf").write_text("fsync = off\n")
    for name in ("owner.pgpass", "app.pgpass"):
        shutil.copy(_models() / name, home / name)


@contextmanager
def cluster(
    home: Path,
    provinces: tuple[str, ...] = PROVINCES,
    clock: str = TODAY,
    *,
    port: int = 0,
    program: tuple[str, ...] = ("-m", "tongchou.node"),
    **environment: str,
) -> Iterator[Cluster]:
    """Start the ministry and some provinces, lend them, and stop them cleanly."""
    home.mkdir(parents=True, exist_ok=True)
    is_embedded = not any(name.startswith("DATABASE_URL") for name in environment)
    if is_embedded and not (home / "postgres").exists():
        copy_models(home)
    with (home / "up.log").open("wb") as log:
        supervisor = subprocess.Popen(  # our own command
            [sys.executable, *program, "up", "--provinces", ",".join(provinces),
             "--home", str(home), "--port", str(port or free_port())],
            stdout=log, stderr=log, env=_environment(TONGCHOU_CLOCK=clock, **environment),
        )  # fmt: skip
    try:
        yield _started(home, supervisor)
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(60)
        shutil.rmtree((home / "postgres").resolve(), ignore_errors=True)  # may lie elsewhere


def _started(home: Path, supervisor: "subprocess.Popen[bytes]") -> Cluster:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and supervisor.poll() is None:
        if (home / "nodes.json").exists():
            started = Cluster(home, supervisor)
            if started.is_well():
                return started
        time.sleep(0.1)
    said = (home / "up.log").read_text("utf-8", errors="replace")
    raise RuntimeError(f"the nodes did not start:\n{said[-4000:]}")
