"""Run what takes too long for every day: storms of faults, and the benches at their large sizes.

`make soak` runs every part that has no result for the commit at hand, so it may be stopped and
taken up again; `make soak PART=storm` runs one. What came out is written into docs/soak.md, with
the commit and the state of the machine.
"""

import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import Pool
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "soak.md"
SECONDS_MAX = 60 * 60
STORM_SECONDS, STORM_ROUNDS, STORM_KILLS = 50 * 60, 8, 320
SEEDS = 100_000
SCHEMATHESIS_PORT = 24_000
HEAD = """# What was left running

The last result of each part of `make soak`: a storm of faults, and every bench at its large size.
A part takes an hour at most. `make soak PART=storm` runs one part, `make soak` those without a
result for the commit at hand. `SOAK_SECONDS=600 SOAK_SEED=7 make soak PART=storm` lets a storm rage
for ten minutes, and its seed decides again all that goes wrong.

| part | result | what was seen | when | commit | machine |
|---|---|---|---|---|---|
"""
ROW = re.compile(r"^\| (?P<part>\S+) \| .* \| `(?P<commit>[0-9a-f]+)`\S* \| .* \|$")

RATIO = re.compile(r": (?P<value>[0-9.]+) [(]limit (?P<limit>[0-9.]+)")
RATIOS_SHOWN = 8


@dataclass(frozen=True)
class Result:
    """How a part went, and what it printed of it."""

    holds: bool
    seen: str


def storm() -> Result:
    """Let a storm of faults rage over a ministry and two provinces; its seed decides all of it."""
    sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "faults")]
    from machines import country  # noqa: PLC0415 - tests are no package
    from schedule import schedule  # noqa: PLC0415
    from storm import storm as let_rage  # noqa: PLC0415

    seed = int(os.environ.get("SOAK_SEED", time.time()))
    seconds = float(os.environ.get("SOAK_SECONDS", STORM_SECONDS))
    rounds = schedule(seed, rounds=STORM_ROUNDS, kills=STORM_KILLS, calm=(0.5, 5))
    with country() as nodes:
        passed = let_rage(nodes, rounds, seconds=seconds)
    return Result(not passed.faults, f"SOAK_SEED={seed}: {passed}")


def simulation() -> Result:
    """Run the simulation of the protocol under very many seeds, on all cores."""
    sys.path[:0] = [str(ROOT / "tests" / "simulation")]
    from world import broken_seeds  # noqa: PLC0415 - tests are no package

    count, at_once = int(os.environ.get("SOAK_SEEDS", SEEDS)), 250
    shares = [range(first, min(first + at_once, count)) for first in range(0, count, at_once)]
    with Pool() as pool:
        found = [seed for share in pool.imap_unordered(broken_seeds, shares) for seed in share]
    named = f"; broken: {sorted(found)[:20]}" if found else ""
    return Result(not found, f"{count:,} seeds, {len(found)} broken{named}")


def schemathesis() -> Result:
    """Ask a ministry and a province whatever their documents allow and forbid, with all checks.

    Every token that a sign-in of the demo holds asks: a clerk's sees other answers than a system's.
    """
    os.environ["TONGCHOU_REQUESTS_A_MINUTE"] = "1000000"  # so that few answers are 429
    from tongchou.node.playing import lent_nodes  # noqa: PLC0415 - the nodes read it when started

    port = int(os.environ.get("SOAK_PORT", SCHEMATHESIS_PORT))
    broken, asked = [], 0
    with TemporaryDirectory() as home, lent_nodes(Path(home), ["34"], first_port=port) as nodes:
        for code, node in nodes.listed.items():
            for one in (*node["sign_ins"]["clerks"], *node["sign_ins"]["services"]):
                asked += 1
                if not _is_as_described(node["url"], one["token"]):
                    broken.append(f"{code} {one['login']}")
    return Result(not broken, f"{asked} tokens, {len(broken)} met a fault {broken[:8]}")


def _is_as_described(url: str, token: str) -> bool:
    """Whether a token meets no answer that is not as the document of a node says."""
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        *("--config-file", str(ROOT / "tools" / "schemathesis.toml")),
        *("run", f"{url}/api/v1/openapi.json", "--checks", "all"),
        *("--exclude-checks", "ignored_auth"),  # tools/schemathesis_checks.py asks the same
        *("--max-examples", os.environ.get("SOAK_EXAMPLES", "50")),
        *("--exclude-path-regex", "/(keys|epochs|recover)"),  # they would end the node's own log
        *("--header", f"Authorization: Bearer {token}"),
    ]
    hooks = {**os.environ, "SCHEMATHESIS_HOOKS": "tools.schemathesis_checks"}
    done = subprocess.run(command, cwd=ROOT, env=hooks, timeout=SECONDS_MAX, check=False)
    return done.returncode == 0


def bench(path: Path) -> Result:
    """Run a bench at its large size."""
    command = [sys.executable, str(path), "--soak"]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        return Result(False, f"not done after {SECONDS_MAX // 60} minutes")
    print(done.stdout, done.stderr, sep="\n")
    lines = [line for line in done.stdout.splitlines() if line.startswith("ratio ")]
    return Result(done.returncode == 0, told(lines))


def told(ratios: list[str]) -> str:
    """Return the ratios of a bench; of many those that use most of their limits."""
    if len(ratios) <= RATIOS_SHOWN:
        return "; ".join(ratios) or "no ratio was printed"
    nearest = sorted(ratios, key=part_of_limit, reverse=True)[:RATIOS_SHOWN]
    return f"{len(ratios)} ratios, the nearest to their limits: {'; '.join(nearest)}"


def part_of_limit(ratio: str) -> float:
    """Return how much of its limit a line with a ratio uses."""
    found = RATIO.search(ratio)
    return float(found["value"]) / float(found["limit"]) if found else 0.0


def parts() -> Mapping[str, Callable[[], Result]]:
    """Return what can be left running, by name."""

    def of(path: Path) -> Callable[[], Result]:
        return lambda: bench(path)

    benches = sorted((ROOT / "bench").glob("*.py"))
    return {
        "storm": storm,
        "simulation": simulation,
        "schemathesis": schemathesis,
        **{f"bench-{path.stem}": of(path) for path in benches},
    }


def rows() -> dict[str, str]:
    """Return the page's rows by their part."""
    text = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    found = (ROW.match(line) for line in text.splitlines())
    return {row["part"]: row[0] for row in found if row}


def write_down(part: str, result: Result, seconds: float) -> None:
    """Put a part's result into the page, in place of its last one."""
    told = rows()
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    seen = " ".join(result.seen.replace("|", "/").split())
    told[part] = (
        f"| {part} | {'holds' if result.holds else '**broken**'} | {seen} |"
        f" {when}, {seconds / 60:.0f} min | {commit()} | {machine()} |"
    )
    PAGE.write_text(HEAD + "".join(f"{told[name]}\n" for name in sorted(told)), encoding="utf-8")


def commit() -> str:
    """Return the commit at hand, and whether something was changed since."""
    short = _git("rev-parse", "--short", "HEAD")
    changed = [line for line in _git("status", "--porcelain").splitlines() if "soak.md" not in line]
    return f"`{short}`{' changed' * bool(changed)}"


def _git(*words: str) -> str:
    return subprocess.run(  # our own repository
        ["git", *words],  # noqa: S607 - the user's git
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip


def machine() -> str:
    """Return what the machine was, and how busy others kept it before we began."""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return (
        f"{os.cpu_count()} cores, {pages / 2**30:.0f} GB, Python {platform.python_version()},"
        f" load {LOAD:.1f}"
    )


LOAD = os.getloadavg()[0]


def wanted(asked: list[str]) -> Iterator[str]:
    """Return the parts to run: those asked for, or those without a result for this commit."""
    known, told, now = parts(), rows(), commit()
    if unknown := [part for part in asked if part not in known]:
        sys.exit(f"No part is called {', '.join(unknown)}; these are: {', '.join(known)}")
    yield from asked or [part for part in known if now not in told.get(part, "")]


def main() -> int:
    """Run parts; return 1 when one of them does not hold."""
    broken = False
    for part in wanted(sys.argv[1:]):
        print(f"── {part}", flush=True)
        began = time.monotonic()
        result = parts()[part]()
        write_down(part, result, time.monotonic() - began)
        print("holds" if result.holds else "BROKEN", result.seen, sep=": ", flush=True)
        broken |= not result.holds
    return int(broken)


if __name__ == "__main__":
    sys.exit(main())
