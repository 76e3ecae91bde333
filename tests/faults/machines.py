"""A ministry and provinces, each on a server of its own, and what may befall one of them."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from schedule import MINISTRY, PROVINCES, Strike
from wire import Wire

from running import START_SECONDS, Cluster, cluster, copy_models, free_port, server_home, tongchou
from tongchou.node.postgres import Postgres, runs_as_nobody

WIRED = (str(Path(__file__).with_name("wired.py")),)
PROVED_SECONDS = 3_600
"""How long a command may take: what a long storm leaves is proven row by row, at any load."""
_SESSIONS = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
ORDER BY pid
"""


class Machine:
    """The server of one node: it may be killed, copied, put back, and run full."""

    def __init__(self, code: str, place: Path) -> None:
        self.code = code
        self.place = place / f"server-{code}"
        self.copied = place / f"copied-{code}"
        copy_models(self.place)
        self.server = Postgres(self.place)
        self.server.start()

    @property
    def url(self) -> str:
        """Where the owner of the node's tables comes in."""
        return self.server.url(f"tongchou_{self.code}")

    def processes(self) -> list[int]:
        """Return the server's processes, its first one first."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if (process / "cwd").readlink() == self.server.folder:
                    found.append(int(process.name))
        return sorted(found, key=lambda pid: (pid != self.server.pid, pid))

    def signal(self, number: signal.Signals) -> None:
        """Send all of the server's processes a signal."""
        for pid in self.processes():
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    def kill(self) -> None:
        """Kill all of the server at once, and wait until nothing of it is left."""
        while self.processes():
            self.signal(signal.SIGKILL)
            time.sleep(0.02)

    def limit_files(self, limit: str) -> None:
        """Let no file of the server grow beyond a size, or lift that with `unlimited`.

        PostgreSQL takes that for a full disk: it ignores the signal that tells of it. A process
        is limited by one of its own user; those that end meanwhile need no limit.
        """
        whose = self.server.folder.stat()
        same: dict[str, Any] = {"user": whose.st_uid, "group": whose.st_gid, "extra_groups": []}
        for pid in self.processes():
            subprocess.run(
                ["prlimit", f"--pid={pid}", f"--fsize={limit}:unlimited"],  # noqa: S607
                capture_output=True, check=False, **same if runs_as_nobody() else {},
            )  # fmt: skip

    def copy_files(self) -> None:
        """Copy the files of the server, which stands still meanwhile."""
        self.kill()
        shutil.rmtree(self.copied, ignore_errors=True)
        _copy(self.server.folder, self.copied)
        self.server.start()

    def put_files_back(self) -> None:
        """Put the copy of its files in their place."""
        self.kill()
        shutil.rmtree(self.server.folder)
        _copy(self.copied, self.server.folder)
        self.server.start()

    def take_over(self, restored: Path) -> None:
        """Put the server that was restored in a home of its own in the place of this one."""
        shutil.rmtree(self.server.folder)
        (restored / "postgres").resolve().rename(self.server.folder)
        shutil.copy(restored / "owner.pgpass", self.server.passfile)
        shutil.rmtree(restored)
        self.server.start()

    def stop(self) -> None:
        """Stop the server, and forget its files, wherever they lie."""
        self.server.stop()
        shutil.rmtree(self.server.folder, ignore_errors=True)


def _copy(origin: Path, to: Path) -> None:
    subprocess.run(["cp", "-a", str(origin), str(to)], check=True)  # noqa: S607 - owners too


class Country:
    """The nodes, kept running by their supervisor, their servers, kept running by us, the wire."""

    def __init__(self, running: Cluster, machines: Sequence[Machine], wire: Wire) -> None:
        self.running = running
        self.machines = {machine.code: machine for machine in machines}
        self.wire = wire
        self.provinces = [code for code in self.machines if code != MINISTRY]
        self.folder = running.home.parent
        self.key = self.folder / "backup.key"
        self.key.write_text("a secret that is long enough")
        self.key.chmod(0o600)

    @property
    def addresses(self) -> dict[str, str]:
        """What tells a command where the owners of the tables come in."""
        return {f"DATABASE_URL_{code}": one.url for code, one in self.machines.items()}

    def app_url(self, code: str) -> str:
        """Return where the application comes in."""
        return str(self.running.listed["nodes"][code]["database"])

    def connect(self, code: str) -> psycopg.Connection:
        """Return a connection to a node's database as the owner of its tables, once it answers."""
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                return psycopg.connect(self.machines[code].url, autocommit=True)
            except psycopg.OperationalError:  # it recovers from what befell it a moment ago
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)

    def tongchou(self, *words: str, typed: str = "") -> Any:
        """Give a command as an operator does."""
        home = ("--home", str(self.running.home))
        return tongchou(*words, *home, typed=typed, seconds=PROVED_SECONDS, **self.addresses)

    def told(self, *words: str) -> Any:
        """Give a command that must succeed; return what it says as JSON."""
        done = self.tongchou(*words, "--json")
        assert done.returncode == 0, f"{' '.join(words)}: {done.stdout} {done.stderr}"
        return json.loads(done.stdout)

    def process_of(self, code: str) -> int:
        """Return the process of a node, once it lives."""
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until:
            pid = self.running.pid_of(code)
            if self.running.lives(pid):
                return pid
            time.sleep(0.1)
        raise TimeoutError(f"node {code} does not come back")

    # What befalls it

    def strike(self, strike: Strike) -> None:
        """Let one thing go wrong, and end what does not end by itself."""
        getattr(self, f"_{strike.what}")(strike)

    def _node(self, strike: Strike) -> None:
        os.kill(self.process_of(strike.node), signal.SIGKILL)

    def _server(self, strike: Strike) -> None:
        server = self.machines[strike.node].server
        os.kill(server.pid, signal.SIGKILL)
        server.start()

    def _session(self, strike: Strike) -> None:
        """Kill one session; the server ends all others, and recovers."""
        with self.connect(strike.node) as owner:
            found = [pid for (pid,) in owner.execute(_SESSIONS).fetchall()]
        with suppress(ProcessLookupError, IndexError):  # it ended by itself, or none is there
            os.kill(found[int(strike.dice * len(found))], signal.SIGKILL)
        self.machines[strike.node].server.start()

    def _freeze(self, strike: Strike) -> None:
        machine = self.machines[strike.node]
        if strike.how == "server":
            machine.signal(signal.SIGSTOP)
            time.sleep(strike.seconds)
            machine.signal(signal.SIGCONT)
            return
        pid = self.process_of(strike.node)
        os.kill(pid, signal.SIGSTOP)
        time.sleep(strike.seconds)
        os.kill(pid, signal.SIGCONT)

    def _cut(self, strike: Strike) -> None:
        self.wire.become(strike.how)
        time.sleep(strike.seconds)
        self.wire.become("")

    def _full(self, strike: Strike) -> None:
        machine = self.machines[strike.node]
        machine.limit_files(strike.how)
        time.sleep(strike.seconds)
        machine.limit_files("unlimited")
        machine.server.start()

    # Copies, and what is restored from them

    def copy(self, code: str, *, is_command: bool) -> None:
        """Take a copy of a node's server: by the command, or of its files."""
        if is_command:
            self.told("backup", code, "--to", str(self.folder / f"backup-{code}"),
                      "--key", str(self.key), "--keep", "1")  # fmt: skip
        else:
            self.machines[code].copy_files()

    def restore(self, code: str, *, is_command: bool) -> None:
        """Bring a node back from its last copy; its process is started anew, over a whole wire.

        Of files that were put back it does not know; so its peer must be there to be heard.
        """
        machine = self.machines[code]
        os.kill(self.process_of(code), signal.SIGKILL)
        machine.kill()
        self.wire.become("")
        if not is_command:
            machine.put_files_back()
            return
        restored = self.folder / f"restored-{code}"
        done = tongchou(
            "restore", str(self.folder / f"backup-{code}"), "--home", str(restored),
            "--key", str(self.key), "--json", seconds=PROVED_SECONDS,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        machine.take_over(restored)


@contextmanager
def country(provinces: tuple[str, ...] = PROVINCES) -> Iterator[Country]:
    """Start a ministry and provinces, each on a server of its own; all ends with the block."""
    with server_home() as place:
        machines = [Machine(code, place) for code in (MINISTRY, *provinces)]
        port = free_port()
        wire = Wire(port)
        addresses = {f"DATABASE_URL_{one.code}": one.url for one in machines}
        addresses["TONGCHOU_SEARCHES"] = "1000000"  # users look for all that they enter again
        try:
            with cluster(
                place / "home", provinces, port=port, program=WIRED, WIRE_URL=wire.url,
                **addresses,
            ) as running:  # fmt: skip
                yield Country(running, machines, wire)
        finally:
            wire.close()
            for machine in machines:
                machine.stop()
