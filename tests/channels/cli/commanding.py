"""Giving commands in this process, and what comes of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Done:
    """What a command printed, and with which exit code it ended."""

    code: int
    printed: str
    complained: str

    @property
    def answer(self) -> Any:
        """The one JSON value that was printed."""
        return json.loads(self.printed)

    @property
    def said(self) -> str:
        """Everything that a terminal would show, in one line."""
        return " ".join((self.printed + self.complained).split())


Command = Callable[..., Done]


def write_down(home: Path, listed: Any) -> None:
    """Write nodes down as their supervisor does."""
    home.mkdir(parents=True, exist_ok=True)
    (home / "nodes.json").write_text(json.dumps({"nodes": listed}), "utf-8")
