"""Country: how soon the ministry and its provinces are up on one machine, and their memory at rest.

`bench/country.py` starts the ministry and seven provinces, with `--soak` all 32. Timed is `tongchou
up` from its start until every node answers, each with a database of its own on the shared server.
Then each province registers an employer, the ministry holds all of them, and after a rest the
memory of all processes is added up: the supervisor's, the nodes', the server's and those of its
sessions. Shared pages count by their part (PSS), so none counts twice and none is left out.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from shared.sizes import size

from tongchou.channels.cli.client import Nodes
from tongchou.node.places import provinces_in

MB = 1 << 20
COUNTRY = len(provinces_in("all")) + 1
PROVINCES = size(provinces_in("all")[:7], provinces_in("all"))
MEMORY_BYTES_MAX, START_SECONDS_MAX = 8 << 30, 120.0
"""For all 33 nodes; fewer may take their part of both."""
FIXED_SECONDS = 20.0
"""The server and the tables of both roles are made once, for however many nodes."""
REST_SECONDS = 20.0
PORT = 18_800
EMPLOYER = "91340104B8PHNT1R2T"


@contextmanager
def country() -> Iterator[tuple[int, Nodes, float]]:
    """Start the nodes; lend their supervisor's process, how they are reached, and the seconds."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        home.chmod(0o755)
        began = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "tongchou.node", "up", "--provinces", ",".join(PROVINCES),
             "--port", str(PORT), "--home", folder], stdout=subprocess.DEVNULL,
        ) as supervisor:  # fmt: skip
            try:
                while not (home / "nodes.json").exists():
                    if supervisor.poll() is not None:
                        sys.exit("the nodes did not start")
                    time.sleep(0.05)
                yield supervisor.pid, Nodes(home, patience=60), time.perf_counter() - began
            finally:
                supervisor.terminate()


def work(nodes: Nodes) -> None:
    """Register an employer in every province, and wait until the ministry holds all of them."""
    for code in PROVINCES:
        employer = {"credit_code": EMPLOYER, "name": "某厂", "division_code": f"{code}0100"}
        nodes.call(code, "POST", "/feeds/employer_feed", json={"employers": [employer]})
    if not nodes.wait_until_held(PROVINCES, seconds=60):
        sys.exit("the ministry does not hold what the provinces wrote")


def descendants(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(told[1]), []).append(int(process.name))
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def memory(pids: list[int]) -> int:
    """Return the bytes that processes hold together."""
    total = 0
    for pid in pids:
        try:
            told = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        except (FileNotFoundError, ProcessLookupError):
            continue  # it ended while we looked
        kilobytes = [line.split()[1] for line in told.splitlines() if line.startswith("Pss:")]
        total += sum(map(int, kilobytes)) * 1024
    return total


def main() -> int:
    """Print the ratios; return 1 when one is over its limit."""
    with country() as (supervisor, nodes, seconds):
        work(nodes)
        time.sleep(REST_SECONDS)
        pids = descendants(supervisor)
        held = memory(pids)
    count = len(PROVINCES) + 1
    part = count / COUNTRY
    print(
        f"{count} nodes up in {seconds:.0f} s; at rest {held / MB:,.0f} MB in {len(pids)}"
        f" processes, {held / MB / count:.0f} MB a node"
    )
    start = seconds / (FIXED_SECONDS + (START_SECONDS_MAX - FIXED_SECONDS) * part)
    ratios = {"country start": start, "country memory": held / (MEMORY_BYTES_MAX * part)}
    for name, ratio in ratios.items():
        print(f"ratio {name}: {ratio:.2f} (limit 1.0)")
    return int(max(ratios.values()) > 1)


if __name__ == "__main__":
    sys.exit(main())
