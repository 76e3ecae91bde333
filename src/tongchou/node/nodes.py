"""One node as its supervisor sees it: where it answers, and the processes that run it."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tongchou.channels.cli.client import authorities
from tongchou.node.children import start_python

STEADY_SECONDS = 60.0
"""A process that ran this long before it died is started again at once."""

RESTART_SECONDS_MAX = 30.0
SILENT_SECONDS = 20.0
"""A process that shows no life for so long is frozen or hangs, and is killed."""
STARTING_SECONDS = 120.0
"""The same for one that has just been started: it loads, and waits for its database."""


@dataclass
class Worker:
    """One process of a node, kept running."""

    port: int
    environment: Mapping[str, str]
    log: Path
    heartbeat: Path
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0
    rests_until: float = 0.0
    seen_at: float = 0.0
    seen: float = 0.0

    def start(self) -> None:
        """Start the process."""
        self.started_at, self.rests_until = time.monotonic(), 0.0
        self.seen_at = self.started_at
        self.heartbeat.touch()
        self.seen = self.heartbeat.stat().st_mtime
        self.process = start_python(
            "-m", "tongchou.node", "node", "serve", "--port", str(self.port),
            "--heartbeat", str(self.heartbeat), environment=self.environment, log=self.log,
        )  # fmt: skip

    def is_dead(self) -> bool:
        """Whether the process has ended."""
        return self.process is not None and self.process.poll() is not None

    def is_silent(self) -> bool:
        """Whether the process has shown no life for too long, by our own clock."""
        now, seen = time.monotonic(), self.heartbeat.stat().st_mtime
        if seen != self.seen:
            self.seen, self.seen_at, started = seen, now, True
        else:
            started = self.seen_at > self.started_at
        return now - self.seen_at > (SILENT_SECONDS if started else STARTING_SECONDS)

    def kill(self) -> None:
        """End the process at once, frozen as it may be."""
        if self.process:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()

    def rest_seconds(self) -> float:
        """Return how long to let a dead process rest; longer each time it dies young."""
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.deaths = 0
        self.deaths += 1
        return min(RESTART_SECONDS_MAX, 0.5 * 2.0 ** (self.deaths - 1)) if self.deaths > 1 else 0


@dataclass
class Node:
    """A node on this machine: one port, one or more processes."""

    code: str
    port: int
    folder: Path
    environment: Mapping[str, str]
    processes: int = 1
    workers: list[Worker] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The node's web address on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What Python itself says of the node's processes, beside what they log."""
        return self.folder / "serve.log"

    def start(self) -> None:
        """Start the node's processes."""
        self.workers = [
            Worker(
                self.port,
                {**self.environment, **self.cpu_of(number)},
                self.log,
                self.folder / f"heartbeat-{number}",
            )
            for number in range(self.processes)
        ]
        for worker in self.workers:
            worker.start()

    def cpu_of(self, number: int) -> dict[str, str]:
        """Return the CPU on which one of several processes answers, each node's on others."""
        if self.processes == 1:
            return {}
        cpus = sorted(os.sched_getaffinity(0))
        return {"TONGCHOU_CPU": str(cpus[(self.port + number) % len(cpus)])}

    def is_ready(self) -> bool:
        """Whether this very node answers that it can work."""
        try:
            answer = httpx.get(
                f"{self.url}/healthz", timeout=5, trust_env=False, verify=authorities()
            )
        except httpx.HTTPError:
            return False
        return answer.is_success and answer.json().get("node") == self.code

    def as_json(self) -> dict[str, Any]:
        """Return what other commands need to reach the node."""
        sign_ins = self.folder / "sign-ins.json"
        pids = [worker.process.pid for worker in self.workers if worker.process]
        return {
            "url": self.url,
            "pid": pids[0] if pids else 0,
            "pids": pids,
            "database": self.environment["DATABASE_URL_APP"],
            "sign_ins": json.loads(sign_ins.read_text(encoding="utf-8")),
        }
