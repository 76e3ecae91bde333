"""Provinces and the ministry on one embedded server, each in processes of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep

import psycopg

from tongchou.node.children import stop
from tongchou.node.databases import as_app
from tongchou.node.nodes import Node
from tongchou.node.postgres import Postgres
from tongchou.sync.keys import create_keys

START_SECONDS = 120
PROVINCE, MINISTRY = "34", "00"


@dataclass(frozen=True)
class Pair:
    """Prepared nodes: their home, their server, and how each is started."""

    home: Path
    server: Postgres
    port: int

    def url(self, code: str) -> str:
        """Return where the owner finds a node's database."""
        return self.server.url(f"tongchou_{code}")

    @contextmanager
    def served(self, code: str) -> Iterator[Node]:
        """Run a node from the moment at which it is ready until the block ends."""
        folder = self.home / "nodes" / code
        port = self.port + int(code)
        node = Node(code, port, folder, self.environment(code))
        node.log.unlink(missing_ok=True)
        node.start()
        try:
            until = monotonic() + START_SECONDS
            while not (node.log.exists() and "serves on port" in node.log.read_text("utf-8")):
                assert monotonic() < until, node.log.read_text("utf-8")
                sleep(0.005)
            yield node
        finally:
            stop([worker.process for worker in node.workers if worker.process])

    def environment(self, code: str) -> dict[str, str]:
        """Return what tells a node who and where it is."""
        return {
            "TONGCHOU_NODE": code,
            "TONGCHOU_HOME": str(self.home),
            "TONGCHOU_MINISTRY_URL": f"http://127.0.0.1:{self.port}" if code != MINISTRY else "",
            "DATABASE_URL_APP": as_app(self.url(code), self.home),
            "DATABASE_URL": self.url(code),
        }


@contextmanager
def pair(
    port: int,
    *,
    password: str,
    provinces: Sequence[str] = (PROVINCE,),
    settings: Mapping[str, str] | None = None,
) -> Iterator[Pair]:
    """Make the ministry and provinces ready, with demo sign-ins; all ends with the block.

    `settings` are the server's.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        create_keys(home, [MINISTRY, *provinces])
        server = Postgres(home / "postgres", settings)
        server.start()
        made = Pair(home, server, port)
        try:
            for code in (MINISTRY, *provinces):
                subprocess.run(
                    [sys.executable, "-m", "tongchou.node", "node", "prepare", code],
                    env={
                        **os.environ,
                        **made.environment(code),
                        "TONGCHOU_DEMO_PASSWORD": password,
                    },
                    check=True,
                )
            yield made
        finally:
            server.stop()


def value(url: str, question: str) -> int:
    """Return the one number that a question is answered with."""
    with psycopg.connect(url, autocommit=True) as owner:
        row = owner.execute(question).fetchone()
    assert row
    return int(row[0])
