"""Files that belong to one user alone, written whole or not at all."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file that only its user may read; a half-written one never bears the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    draft.replace(path)


def read_or_make(path: Path, made: str) -> str:
    """Return what a private file says, writing it first where there is none."""
    if not path.exists():
        write_private(path, made)
    return path.read_text(encoding="utf-8")
