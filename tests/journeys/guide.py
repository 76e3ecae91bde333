"""The operator's guide as it is tried: its blocks of commands, each given on its machine."""

import os
import re
import shlex
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx

GUIDE = Path(__file__).parents[2] / "docs" / "operate.md"
BLOCK = re.compile(r"```sh (?P<machine>\w+)\n(?P<lines>.*?)```", re.DOTALL)
CARRY = re.compile(r"# carry (?P<file>\S+) to (?P<machine>\w+)")
FINGERPRINT = re.compile(r"(?:\d{5} ){5}\d{5}")
SERVE, CALLED = "tongchou node serve", "tongchou "
START_SECONDS = 120


def blocks(guide: Path = GUIDE) -> list[tuple[str, list[str]]]:
    """Return the blocks of a guide in order: the machine, and its lines."""
    found = BLOCK.finditer(guide.read_text("utf-8"))
    return [(one["machine"], one["lines"].splitlines()) for one in found]


@dataclass
class Machine:
    """A machine of the guide: a folder, the variables that were exported, what serves there."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    serving: "list[subprocess.Popen[bytes]]" = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with the variables of a user who has just come: none of a node."""
        ours = ("TONGCHOU_", "DATABASE_URL", "DJANGO_")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.environment = {**kept, **self.environment}
        self.folder.mkdir(parents=True, exist_ok=True)

    def give(self, line: str, *, typed: str = "") -> str:
        """Give one command; return what it printed, and fail as it does."""
        done = subprocess.run(
            [sys.executable, "-m", "tongchou.node", *shlex.split(line, comments=True)[1:]],
            cwd=self.folder, env=self.environment, input=typed, capture_output=True, text=True,
            timeout=300, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        return done.stdout

    def export(self, line: str) -> None:
        """Set the variables of an `export`."""
        for pair in shlex.split(line)[1:]:
            name, _, value = pair.partition("=")
            self.environment[name] = value

    def serve(self, line: str) -> None:
        """Start a node, and wait until it says that it can work."""
        words = shlex.split(line)
        self.serving.append(
            subprocess.Popen(
                [sys.executable, "-m", "tongchou.node", *words[1:]],
                cwd=self.folder, env=self.environment,
                stdout=(self.folder / "serve.log").open("wb"), stderr=subprocess.STDOUT,
            )
        )  # fmt: skip
        url, until = f"http://127.0.0.1:{words[-1]}/healthz", time.monotonic() + START_SECONDS
        while time.monotonic() < until and self.serving[-1].poll() is None:
            try:
                if httpx.get(url, timeout=5, trust_env=False).is_success:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        raise AssertionError((self.folder / "serve.log").read_text("utf-8"))

    def stop(self) -> None:
        """Stop what serves here."""
        for process in self.serving:
            process.terminate()
        for process in self.serving:
            process.wait(60)


@dataclass
class Walk:
    """A walk through the guide: `instead` says what stands here for names of the guide."""

    machines: dict[str, Machine]
    instead: dict[str, dict[str, str]]
    said: dict[str, str] = field(default_factory=dict)
    """What each command printed, by its machine and its words up to the first option."""
    fingerprint: str = ""

    def go(self) -> None:
        """Give every line of the guide, in order."""
        for name, lines in blocks():
            for line in lines:
                self._take(name, self._here(name, line))

    def _here(self, name: str, line: str) -> str:
        for told, ours in self.instead[name].items():
            line = line.replace(told, ours)
        return line

    def _take(self, name: str, line: str) -> None:
        machine = self.machines[name]
        if carried := CARRY.match(line):
            content = (machine.folder / carried["file"]).read_bytes()
            (self.machines[carried["machine"]].folder / carried["file"]).write_bytes(content)
        elif line.startswith("export "):
            machine.export(line)
        elif line.startswith(SERVE):
            machine.serve(line)
        else:
            assert line.startswith(CALLED), f"what is this line of the guide? {line}"
            printed = machine.give(line, typed=f"{self.fingerprint}\n")
            read_out = FINGERPRINT.search(printed)
            self.fingerprint = read_out[0] if read_out else self.fingerprint
            self.said[f"{name}: {line.partition(' -')[0].partition('  #')[0]}"] = printed
