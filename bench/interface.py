"""The machine interface: whole enrolments over HTTP, against the same enrolments in process.

One run, one database: enrolments in process, as `bench/items.py` makes them; then over HTTP, where
callers on connections that stay open accept, review and approve, each person by three requests with
three tokens; at a node of one process, then of two. Client, node and PostgreSQL share the machine.
A rate counts once every request is answered well, and the database holds every item completed. CPU
is told per enrolment: of the node's processes (gate, interface and the loop that seals the log, in
one), of PostgreSQL with all its processes, of the client. What other programs used is told as well:
a machine busy with them favours many callers, so the ratios say the most on a quiet one.
"""

import json
import os
import socket
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median
from time import monotonic, perf_counter, process_time, sleep
from typing import Any

from items import AT, NAME, PASSWORD, PROVINCE, by_items, people, rate
from shared.node import node
from shared.sizes import size

from tongchou.node.children import stop
from tongchou.node.nodes import Node, Worker

LIMITS = {1: 0.5, 2: 0.8}
CALLERS = {1: (1, 4, 8), 2: (4, 8, 16)}
PORT = 8793
ROUNDS, EACH = 5, size(200, 2_000)
START_SECONDS = 60
WHO = ("node", "PostgreSQL", "client", "others")
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Pace:
    """How many enrolments a second were made, and the milliseconds of CPU each, by who used it."""

    rate: float
    cpu: dict[str, float]

    def __str__(self) -> str:
        *ours, (_, others) = self.cpu.items()
        told = ", ".join(f"{name} {each:.1f}" for name, each in ours)
        busy = self.rate * others / 1000
        return f"{self.rate:.0f}/s; ms of CPU each: {told}; others kept {busy:.1f} cores busy"


def cpu_seconds(*pids: int, parents: Sequence[int] = ()) -> float:
    """Return the CPU that processes used so far, with those started by one of `parents`."""
    used = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        pid, parent = int(stat.parent.name), int(words[1])
        if pid in pids or parent in parents:
            used += sum(map(int, words[11:13]))
        if pid in parents:
            used += sum(map(int, words[11:15]))  # with its children that ended
    return used / _TICKS


def postmaster() -> int:
    """Return the process that starts all others of PostgreSQL."""
    from django.db import connection  # noqa: PLC0415 - needs Django ready

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((backend,),) = cursor.fetchall()
    stat = Path(f"/proc/{backend}/stat").read_text(encoding="ascii")
    return int(stat.rpartition(")")[2].split()[1])


class Caller:
    """A machine on one connection that stays open; it writes the least that HTTP asks for."""

    def __init__(self, tokens: dict[str, str], credit_code: str) -> None:
        self._line = socket.create_connection(("127.0.0.1", PORT))
        self._line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._tokens, self._credit_code = tokens, credit_code

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def enrol(self, ssn: str) -> None:
        """Accept, review and approve one person's enrolment; raises unless all is answered well."""
        form = {"ssn": ssn, "name": NAME, "credit_code": self._credit_code, "from_month": "2024-10"}
        item = self.send("clerk", "/api/v1/items", {"code": "person_enrolment", "form": form})
        for login, verb in (("reviewer", "review"), ("approver", "approve")):
            item = self.send(login, f"/api/v1/items/{item['number']}/{verb}", {})
        assert item["status"] == "completed", item

    def send(self, login: str, path: str, said: dict[str, Any]) -> dict[str, Any]:
        """Post something in somebody's name, and return the item that is answered."""
        answer: dict[str, Any] = json.loads(
            self.ask("POST", path, self._tokens[login], json.dumps(said))
        )
        return answer

    def ask(self, method: str, path: str, token: str, body: str = "") -> bytes:
        """Ask, and return the answer's body; raises unless it is answered well."""
        sent = body.encode()
        head = (
            f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(sent)}\r\n\r\n"
        )
        self._line.sendall(head.encode() + sent)
        got = b""
        while b"\r\n\r\n" not in got:
            got += self._heard()
        told, _, answer = got.partition(b"\r\n\r\n")
        length = int(told.lower().partition(b"content-length:")[2].split(b"\r\n")[0])
        while len(answer) < length:
            answer += self._heard()
        assert told.startswith((b"HTTP/1.1 200 ", b"HTTP/1.1 201 ")), (told, answer)
        return answer

    def _heard(self) -> bytes:
        piece = self._line.recv(65_536)
        assert piece, "the node hung up"
        return piece


def cpu_of_all() -> float:
    """Return the CPU that everything on this machine used so far."""
    first = Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0]
    user, nice, system, _, _, irq, softirq, *_ = map(int, first.split()[1:])
    return (user + nice + system + irq + softirq) / _TICKS


def has_shown_life(worker: Worker) -> bool:
    """Whether a process serves: from then on it touches its heartbeat."""
    return worker.heartbeat.stat().st_mtime != worker.seen


@contextmanager
def served(home: Path, processes: int) -> Iterator[list[int]]:
    """Run the node in some processes, lend their ids once each of them answers, and end them."""
    folder = home / "nodes" / PROVINCE
    node = Node(PROVINCE, PORT, folder, {"TONGCHOU_MINISTRY_URL": ""}, processes)
    node.start()
    started = [worker.process for worker in node.workers if worker.process]
    try:
        until = monotonic() + START_SECONDS
        while not (node.is_ready() and all(map(has_shown_life, node.workers))):
            assert monotonic() < until, node.log.read_text(encoding="utf-8")
            sleep(0.05)
        yield [process.pid for process in started]
    finally:
        stop(started)


class Bench:
    """A node, the people still to be enrolled there, and how many were."""

    def __init__(self, home: Path, credit_code: str) -> None:
        sign_ins = json.loads((home / "nodes" / PROVINCE / "sign-ins.json").read_text("utf-8"))
        everyone = [*sign_ins["clerks"], *sign_ins["services"]]
        self.home, self.credit_code, self.who = home, credit_code, people()
        self.tokens = {one["login"]: one["token"] for one in everyone}
        self.by_items = by_items(credit_code)
        self.enrolled = 0

    def in_process(self, each: int) -> float:
        """Return how many people a second are enrolled in process."""
        self.enrolled += each
        return rate(self.by_items, self.who, each)[0]

    def over_http(self, pids: Sequence[int], callers: int, each: int) -> Pace:
        """Enrol people over HTTP and return the pace."""
        waiting = SimpleQueue[str]()
        for ssn in islice(self.who, each):
            waiting.put(ssn)
        asking = [Caller(self.tokens, self.credit_code) for _ in range(callers)]

        def enrol(caller: Caller) -> None:
            """Take one person after another: the kernel spreads callers unevenly over processes."""
            with suppress(Empty):
                while True:
                    caller.enrol(waiting.get_nowait())

        server = postmaster()

        def used() -> tuple[float, ...]:
            ours = cpu_seconds(*pids), cpu_seconds(parents=[server]), process_time()
            return *ours, cpu_of_all() - sum(ours)

        before, began = used(), perf_counter()
        with ThreadPoolExecutor(callers) as threads:
            list(threads.map(enrol, asking))
        seconds = perf_counter() - began
        after = used()
        for one in asking:
            one.close()
        self.enrolled += each
        cpu = [(late - early) / each * 1000 for late, early in zip(after, before, strict=True)]
        return Pace(each / seconds, dict(zip(WHO, cpu, strict=True)))

    def best(self, processes: int, each: int) -> float:
        """Return the best rate at a node of so many processes, over numbers of callers."""
        rates = []
        with served(self.home, processes) as pids:
            self.over_http(pids, max(CALLERS[processes]), 40)  # warm: every thread, every plan
            self._wait_until_sealed()
            for callers in CALLERS[processes]:
                pace = self.over_http(pids, callers, each)
                print(f"  processes {processes}, callers {callers}: {pace}", flush=True)
                rates.append(pace.rate)
        return max(rates)

    def _wait_until_sealed(self) -> None:
        """Wait until the loop has sealed what was written before the node was started."""
        with closing(Caller(self.tokens, self.credit_code)) as caller:
            reach = {"sealed": -1, "written": 0}
            while reach["sealed"] != reach["written"]:
                sleep(0.1)
                reach = json.loads(caller.ask("GET", "/api/v1/log", self.tokens["operator"]))

    def count(self) -> tuple[int, int]:
        """Return how many enrolments the database holds completed, and how many in all."""
        from tongchou.workflow.models import Item  # noqa: PLC0415 - needs Django ready

        items = Item.objects.filter(code="person_enrolment")
        return items.filter(status="completed").count(), items.count()


def main() -> int:
    """Print the ratios; return 1 when one is past its limit or an enrolment is missing."""
    from tongchou.channels.demo.sample import declaration  # noqa: PLC0415 - needs settings
    from tongchou.workflow.changes import accept  # noqa: PLC0415

    employers, _ = declaration(100)
    accept("employer_feed", {"employers": employers}, province=PROVINCE, at=AT, source="system")
    bench = Bench(Path(os.environ["TONGCHOU_HOME"]), str(employers[0]["credit_code"]))
    ratios: dict[int, list[float]] = {processes: [] for processes in LIMITS}
    bench.in_process(20)  # warm: plans, caches
    for turn in range(1, ROUNDS + 1):
        for processes in LIMITS:
            alone = bench.in_process(EACH)
            print(f"round {turn}: {alone:.0f} enrolments a second in process", flush=True)
            ratios[processes].append(bench.best(processes, EACH) / alone)
    counted = bench.count()
    print(f"{bench.enrolled} enrolments asked for, {counted[0]} completed of {counted[1]} held")
    reached = {processes: median(found) for processes, found in ratios.items()}
    for processes, limit in LIMITS.items():
        print(
            f"ratio http-{processes}-process: {reached[processes]:.2f} (limit {limit}; more is"
            " better: enrolments a second over HTTP, to those in process)"
        )
    whole = counted == (bench.enrolled, bench.enrolled)
    return int(not whole or any(reached[number] < limit for number, limit in LIMITS.items()))


if __name__ == "__main__":
    os.environ["TONGCHOU_CLOCK"] = "2024-12-05"
    with node(PROVINCE, password=PASSWORD):
        sys.exit(main())
