"""Files that belong to one user alone, written whole or not at all."""

import os
from pathlib import Path
from typing import BinaryIO

LOG_BYTES_MAX = 20 * 1024 * 1024
"""A log that has grown larger is put aside when its program is started anew."""


def private_folder(folder: Path) -> None:
    """Make a folder that nobody else may read, or close one that is there.

    Root's may be passed through, though not read: PostgreSQL's user must reach its data in there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if folder.stat().st_uid == os.geteuid():
        passed = folder.stat().st_mode & 0o011 if os.geteuid() == 0 else 0
        folder.chmod(0o700 | passed)


def open_log(path: Path) -> BinaryIO:
    """Open a log to be added to, for its user's eyes only; put an old one aside if it is large."""
    if path.exists() and path.stat().st_size > LOG_BYTES_MAX:
        path.replace(path.with_name(f"{path.name}.1"))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.fchmod(descriptor, 0o600)
    return os.fdopen(descriptor, "ab")


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
