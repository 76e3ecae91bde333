"""Where the processes of a node count: one folder, made clean when the first of them starts."""

import os
import re
from pathlib import Path

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""The variable by which the library finds the folder."""
_OF = re.compile(r"_(\d+)\.db$")


def count_into(folder: Path) -> None:
    """Let this process count into a folder; what no living process counted there is removed.

    Of a dead process among living ones the counts stay, and what it was goes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {path: int(found[1]) for path in folder.iterdir() if (found := _OF.search(path.name))}
    alive = {pid for pid in files.values() if pid != os.getpid() and _is_alive(pid)}
    for path, pid in files.items():  # only what was seen: another process may begin meanwhile
        if pid not in alive and (not alive or path.name.startswith("gauge_live")):
            path.unlink(missing_ok=True)
    os.environ[FOLDER] = str(folder)


def _is_alive(pid: int) -> bool:
    """Whether a process of ours has this number; one that only took it over is none."""
    try:
        return b"tongchou.node" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
