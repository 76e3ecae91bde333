"""Memory: what one declaration costs a running node, at its peak and when it is over.

`bench/memory.py` hands in 100,000 rows, with `--soak` a million; the peak is held to
a limit in proportion. A file past the limit on rows must be refused within 50 MB and a second
of CPU time, which other work on the machine does not stretch. The node is a real process with
its ministry beside it; its own children count.
"""

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from shared.sizes import size

from tongchou.channels.cli.client import Nodes, Refused, Unreachable
from tongchou.channels.demo.sample import declaration

MB = 1 << 20
PROVINCE = "34"
ROWS_MAX = 1_000_000
ROWS = size(100_000, ROWS_MAX)
PEAK_MB_MAX, LEFT_MB_MAX, FIXED_MB = 600, 100, 120
"""The peak is for a million rows; a smaller file may cost its part, and what the batches cost in
which any number of rows is written, sealed and sent."""

REFUSED_MB_MAX, REFUSED_SECONDS_MAX = 50, 1.0
START_SECONDS = 120
PORT = 18_600


class Watch:
    """The resident memory of a process and its children, looked at every few milliseconds."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self.peak = 0
        threading.Thread(target=self._run, daemon=True).start()

    @property
    def now(self) -> int:
        """How many bytes the process and its children hold."""
        children = Path(f"/proc/{self._pid}/task").glob("*/children")
        pids = [self._pid, *(int(pid) for each in children for pid in _text(each).split())]
        resident = (_text(Path(f"/proc/{pid}/statm")).split()[1:2] for pid in pids)
        return sum(int(pages) for found in resident for pages in found) * os.sysconf("SC_PAGESIZE")

    @property
    def cpu_seconds(self) -> float:
        """How much CPU time the process and its ended children have taken."""
        fields = _text(Path(f"/proc/{self._pid}/stat")).rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")

    def _run(self) -> None:
        while True:
            self.peak = max(self.peak, self.now)
            time.sleep(0.005)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii")
    except OSError:
        return ""  # it ended while we looked


@contextmanager
def nodes() -> Iterator[Nodes]:
    """Run a province and the ministry, and yield how to reach them."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        command = (sys.executable, "-m", "tongchou.node", "up", "--provinces", PROVINCE)
        with subprocess.Popen(
            [*command, "--port", str(PORT), "--home", folder], stdout=subprocess.DEVNULL
        ) as supervisor:
            try:
                yield _reached(home)
            finally:
                supervisor.terminate()


def _reached(home: Path) -> Nodes:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            found = Nodes(home, patience=10)
            found.call(PROVINCE, "GET", "/log")
        except Unreachable:
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
        else:
            return found


def hand_in(reached: Nodes, content: bytes, month: str) -> dict[str, Any]:
    """Hand in a declaration; return the answer."""
    file = {"file": ("bench.csv", content)}
    answer: dict[str, Any] = reached.call(
        PROVINCE, "POST", "/declarations", params={"month": month}, files=file, timeout=3000
    )
    return answer


def code_of_refusal(reached: Nodes, content: bytes) -> str:
    """Hand in a file that is refused as a whole; return why."""
    try:
        hand_in(reached, content, "2024-08")
    except Refused as refused:
        return str(refused.answer["refusals"][0]["code"])
    return ""


def main() -> int:
    """Print the ratios; return 1 when one is over its limit."""
    employers, content = declaration(ROWS)
    _, small = declaration(100)
    first, _, body = content.partition(b"\n")
    too_many = first + b"\n" + body[: body.index(b"\n") + 1] * (ROWS_MAX + 1)
    with nodes() as reached:
        reached.call(PROVINCE, "POST", "/feeds/employer_feed", json={"employers": employers})
        hand_in(reached, small, "2024-07")
        reached.wait_until_held([PROVINCE], seconds=60)
        watch = Watch(reached.listed[PROVINCE]["pid"])
        return _measured(reached, watch, content, too_many)


def _measured(reached: Nodes, watch: Watch, content: bytes, too_many: bytes) -> int:
    part = ROWS / ROWS_MAX
    idle = watch.peak = watch.now
    began = watch.cpu_seconds
    assert code_of_refusal(reached, too_many) == "file.too_large"
    refused_in, refused_mb = watch.cpu_seconds - began, (watch.peak - idle) / MB
    idle = watch.peak = watch.now
    began = time.perf_counter()
    assert hand_in(reached, content, "2024-09")["outcome"]["accepted"] == ROWS
    seconds = time.perf_counter() - began
    peak_mb = (watch.peak - idle) / MB
    reached.wait_until_held([PROVINCE], seconds=600)
    held_mb = (watch.peak - idle) / MB
    time.sleep(2)
    left_mb = (watch.now - idle) / MB
    print(
        f"idle {idle / MB:.0f} MB; {ROWS:,} rows in {seconds:.1f} s: {peak_mb:.0f} MB more at the"
        f" peak, {held_mb:.0f} until the ministry held it, {left_mb:.0f} left; a file of"
        f" {len(too_many) / MB:.0f} MB refused in {refused_in:.2f} s of CPU and {refused_mb:.0f} MB"
    )
    ratios = {
        "memory peak": held_mb / (FIXED_MB + (PEAK_MB_MAX - FIXED_MB) * part),
        "memory left": left_mb / LEFT_MB_MAX,
        "memory of a refused file": refused_mb / REFUSED_MB_MAX,
        "time of a refused file": refused_in / REFUSED_SECONDS_MAX,
    }
    for name, ratio in ratios.items():
        print(f"ratio {name}: {ratio:.2f} (limit 1.0)")
    return int(max(ratios.values()) > 1)


if __name__ == "__main__":
    sys.exit(main())
