"""One node as its supervisor sees it: where it answers, and the process that runs it."""

import json
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tongchou.node.children import start_python

STEADY_SECONDS = 60.0
"""A node that ran this long before it died is restarted at once."""

RESTART_SECONDS_MAX = 30.0


@dataclass
class Node:
    """A node on this machine, kept running."""

    code: str
    port: int
    folder: Path
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    deaths: int = 0

    @property
    def url(self) -> str:
        """The node's web address on this machine."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """Where the node says what it does."""
        return self.folder / "log"

    def start(self) -> None:
        """Start the node's process."""
        self.started_at = time.monotonic()
        self.process = start_python(
            "-m", "tongchou.node", "node", "serve", "--port", str(self.port),
            environment=self.environment, log=self.log,
        )  # fmt: skip

    def is_ready(self) -> bool:
        """Whether this very node answers that it can work."""
        try:
            answer = httpx.get(f"{self.url}/healthz", timeout=5, trust_env=False)
        except httpx.HTTPError:
            return False
        return answer.is_success and answer.json().get("node") == self.code

    def is_dead(self) -> bool:
        """Whether the process that ran the node has ended."""
        return self.process is not None and self.process.poll() is not None

    def rest_seconds(self) -> float:
        """Return how long to let a dead node rest; longer each time it dies young."""
        if time.monotonic() - self.started_at > STEADY_SECONDS:
            self.deaths = 0
        self.deaths += 1
        return min(RESTART_SECONDS_MAX, 0.5 * 2.0 ** (self.deaths - 1)) if self.deaths > 1 else 0

    def as_json(self) -> dict[str, Any]:
        """Return what other commands need to reach the node."""
        sign_ins = self.folder / "sign-ins.json"
        return {
            "url": self.url,
            "pid": self.process.pid if self.process else 0,
            "database": self.environment["DATABASE_URL_APP"],
            "sign_ins": json.loads(sign_ins.read_text(encoding="utf-8")),
        }
