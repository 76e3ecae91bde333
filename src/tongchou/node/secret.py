"""A node's secret: made once, kept where only the node may read it."""

import os
from pathlib import Path
from secrets import token_urlsafe


def secret_of(home: Path, code: str) -> str:
    """Return the secret with which a node signs its sessions, making it the first time."""
    path = home / "nodes" / code / "secret"
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(made := token_urlsafe(48))
    return made
