"""Comparing a copy with PostgreSQL's manifest of it, as pg_verifybackup does, while it streams by.

The manifest names every file with its size and SHA-256, proves itself by a digest at its end, and
says from where to where the copy's own part of the server's log reaches; pg_waldump reads that.
(The pg_verifybackup that comes with PostgreSQL 18 in our wheel does not run at all; and it would
need a second copy on the disk.)
"""

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tongchou.node.backup.folders import NoBackup
from tongchou.node.psql import client

NAME = "backup_manifest"
LABEL = "backup_label"
LOG = "pg_wal"
VERSION_WITH_MAJOR = 10_000
_DIGEST = b'"Manifest-Checksum"'
_LABEL = re.compile(r"START WAL LOCATION: \S+ \(file ([0-9A-F]{24})\)")


@dataclass(frozen=True)
class Seen:
    """What a file turned out to be: how long it is, and its SHA-256."""

    size: int
    digest: str


def needed(name: str) -> bool:
    """Whether a file must be at hand to prove a copy: its manifest, its label, its log."""
    return name in {NAME, LABEL} or name.startswith(f"{LOG}/")


def compare(seen: Mapping[str, Seen], place: Path, version: int) -> str:
    """Compare the files of a copy with the manifest in `place`; return its first log file.

    Raises `NoBackup` that names the first file which is not what it should be.
    """
    manifest = (place / NAME).read_bytes()
    told = json.loads(manifest)
    begun = manifest.rindex(_DIGEST)
    if sha256(manifest[:begun]).hexdigest() != told["Manifest-Checksum"]:
        raise _odd(NAME)
    listed = {_path_of(file): Seen(file["Size"], file["Checksum"]) for file in told["Files"]}
    found = {name: one for name, one in seen.items() if name in listed or not _is_left_out(name)}
    for name in sorted(listed.keys() | found.keys()):
        if listed.get(name) != found.get(name):
            raise _odd(name)
    if _major_of("pg_waldump") == version // VERSION_WITH_MAJOR:
        for part in told["WAL-Ranges"]:
            _read_log(place / LOG, part)
    first = _LABEL.search((place / LABEL).read_text("utf-8"))
    if not first:
        raise _odd(LABEL)
    return first[1]


def _path_of(file: Mapping[str, str]) -> str:
    encoded = file.get("Encoded-Path")
    return bytes.fromhex(encoded).decode(errors="surrogateescape") if encoded else file["Path"]


def _is_left_out(name: str) -> bool:
    """Whether the manifest leaves out a file: itself, and the log, which is read instead."""
    return name == NAME or name.startswith(f"{LOG}/")


def _odd(name: str) -> NoBackup:
    return NoBackup(
        f"核验不符,备份不完整:{name} · the copy is not whole, {name} is not as the manifest says:"
        " take a new backup"
    )


def _major_of(program: str) -> int:
    said = subprocess.run(
        [str(client(program)), "--version"], capture_output=True, text=True, check=False
    )
    found = re.search(r"\d+", said.stdout)
    return int(found[0]) if found else 0


def _read_log(folder: Path, part: Mapping[str, str]) -> None:
    done = subprocess.run(
        [
            str(client("pg_waldump")), "--quiet", f"--path={folder}",
            f"--timeline={part['Timeline']}", f"--start={part['Start-LSN']}",
            f"--end={part['End-LSN']}",
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NoBackup(
            f"备份中的日志无法读取 · the log in the copy cannot be read: {done.stderr.strip()}"
        )
