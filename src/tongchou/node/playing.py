"""Nodes for a while: started by a supervisor of their own, lent out, and stopped again."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tongchou.channels.cli.client import Nodes
from tongchou.node.children import start_python
from tongchou.node.databases import drop_databases
from tongchou.node.supervisor import CannotRun, alone_in
from tongchou.standards.codes import MINISTRY

DATABASES = "tongchou_demo"
"""How the names of their databases begin, so that nobody else's are touched."""

START_SECONDS = 240
STOP_SECONDS = 60


@contextmanager
def lent_nodes(
    home: Path, provinces: Sequence[str], *, first_port: int, clock: str = "", patience: float = 60
) -> Iterator[Nodes]:
    """Start the ministry and provinces with a clean slate, lend them, and stop them.

    Raises `CannotRun` when they do not start. `clock` stands the nodes' clocks on a day. On
    a server that the environment names, they get databases of their own, made anew.
    """
    forget(home)
    codes = (MINISTRY, *provinces)
    try:
        drop_databases(f"{DATABASES}_{code}" for code in codes)
    except psycopg.OperationalError as fault:
        raise CannotRun(f"The server of DATABASE_URL does not take us in: {fault}") from fault
    home.mkdir(parents=True, exist_ok=True)
    log = home / "up.log"
    supervisor = start_python(
        "-m", "tongchou.node", "up", "--provinces", ",".join(provinces),
        "--home", str(home), "--port", str(first_port),
        environment={
            "TONGCHOU_CLOCK": clock,
            "TONGCHOU_DATABASES": DATABASES,
            "TONGCHOU_MINISTRY_URL": "",  # theirs runs beside them
            "TONGCHOU_SYNC_PORT": "",
            **{f"DATABASE_URL_{code}": "" for code in codes},
            **{f"DATABASE_URL_APP_{code}": "" for code in codes},
        },
        log=log,
    )  # fmt: skip
    try:
        _await(home, supervisor, log)
        yield Nodes(home, patience=patience)
    finally:
        supervisor.send_signal(signal.SIGINT)
        supervisor.wait(STOP_SECONDS)


def forget(home: Path) -> None:
    """Remove all that nodes left in a state folder; raises `CannotRun` while they run."""
    if home.exists():
        with alone_in(home):
            shutil.rmtree(home, ignore_errors=True)


def _await(home: Path, supervisor: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while not (home / "nodes.json").exists():
        if supervisor.poll() is not None or time.monotonic() > until:
            said = log.read_text(encoding="utf-8", errors="replace")[-2000:]
            raise CannotRun(f"The nodes did not start; {log} says:\n{said}")
        time.sleep(0.1)
