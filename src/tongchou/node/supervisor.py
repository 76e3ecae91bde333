"""The supervisor: starts a server and nodes, keeps them running, stops them together.

All are direct children of one process, started from its main thread; whatever kills that
process ends them too. Nothing here imports Django: the parent of 34 processes stays small.
"""

import fcntl
import json
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from types import FrameType
from typing import NoReturn

from tongchou.node.certificates.peering import peering_of
from tongchou.node.children import start_python, stop
from tongchou.node.databases import (
    app_passfile,
    app_role,
    app_url_on,
    database_named,
    name_for,
    secret_in,
)
from tongchou.node.files import private_folder, read_or_make, write_private
from tongchou.node.nodes import Node, Worker
from tongchou.node.places import port_of
from tongchou.node.postgres import Postgres
from tongchou.standards.codes import MINISTRY
from tongchou.sync.keys import create_keys

READY_SECONDS = 120
STARTING_AT_ONCE = 4
PORT_SECONDS = 15
LOOK_SECONDS = 0.2

Say = Callable[[str], None]


class CannotRun(Exception):
    """The nodes cannot run; the message says why and what to do."""


class ToldToStop(BaseException):
    """Ctrl-C was pressed, or the process was asked to end."""


def run(
    home: Path,
    provinces: Sequence[str],
    *,
    first_port: int,
    say: Say,
    ready: Callable[[Sequence[Node], str], None],
    ministry: str = "",
) -> None:
    """Run the ministry and provinces until told to stop; call `ready` once all answer.

    `ready` is given the nodes and the password of the demo's sign-ins. With the address of a
    `ministry` elsewhere the provinces run alone, linked to it.
    """
    codes = [*([] if ministry else [MINISTRY]), *provinces]
    url = ministry or _ministry_url(home, first_port)
    _must_be_private(home, codes, url)
    with alone_in(home), _until_told():
        (home / "nodes.json").unlink(missing_ok=True)
        _await_ports([port_of(code, first=first_port) for code in codes], say)
        server = None if _has_server(codes) else Postgres(home)
        nodes: list[Node] = []
        try:
            if server:
                say("启动 PostgreSQL · starting the embedded PostgreSQL")
                server.start()
            urls = {code: _database_url(code, server) for code in codes}
            password = read_or_make(home / "password", f"tongchou-{token_hex(3)}")
            say(f"准备 {len(codes)} 个节点的数据库 · making the databases of {len(codes)} nodes")
            _prepare(home, urls, password)
            nodes = [_node(home, code, urls[code], first_port, url) for code in codes]
            _start(nodes, say)
            _write_down(home, server, nodes)
            ready(nodes, password)
            _keep_running(home, server, nodes, say)
        except ToldToStop:
            say("停止 · stopping")
        finally:
            stop([one.process for node in nodes for one in node.workers if one.process])
            if server:
                server.stop()
            (home / "nodes.json").unlink(missing_ok=True)


def _ministry_url(home: Path, first_port: int) -> str:
    """Return where provinces find the ministry that runs beside them."""
    peering = peering_of(MINISTRY, home)
    scheme = "https" if peering.speaks_tls else "http"
    return f"{scheme}://127.0.0.1:{peering.sync_port or port_of(MINISTRY, first=first_port)}"


def _must_be_private(home: Path, codes: Sequence[str], ministry_url: str) -> None:
    """Raise `CannotRun` when a log would travel open, or unverified, to another machine."""
    for code in codes:
        fault = replace(peering_of(code, home), ministry_url=ministry_url).fault("127.0.0.1")
        if fault:
            raise CannotRun(f"{fault.zh}\n{fault.en}")


def _has_server(codes: Sequence[str]) -> bool:
    """Whether the environment names a server of its own for every node."""
    given = os.environ
    return bool(given.get("DATABASE_URL")) or all(
        given.get(f"DATABASE_URL_{code}") for code in codes
    )


def _database_url(code: str, server: Postgres | None) -> str:
    name = name_for(code)
    own = os.environ.get(f"DATABASE_URL_{code}")
    return own or (server.url(name) if server else database_named(os.environ["DATABASE_URL"], name))


def _prepare(home: Path, urls: Mapping[str, str], password: str) -> None:
    """Make the nodes ready, the ministry and the provinces at the same time."""
    create_keys(home, urls)
    secret_in(app_passfile(home), app_role())  # one for all, before two processes ask for it
    environment = {
        "TONGCHOU_HOME": str(home),
        "TONGCHOU_DEMO_PASSWORD": password,
        **{f"DATABASE_URL_{code}": url for code, url in urls.items()},
        **{f"DATABASE_URL_APP_{code}": app_url_on(url, code, home) for code, url in urls.items()},
    }
    provinces = [code for code in urls if code != MINISTRY]
    log = home / "prepare.log"
    running = [
        start_python(
            "-m", "tongchou.node", "node", "prepare", *codes,
            environment={**environment, "TONGCHOU_NODE": codes[0]}, log=log,
        )
        for codes in ([code for code in urls if code == MINISTRY], provinces)
        if codes
    ]  # fmt: skip
    if any([child.wait() for child in running]):  # noqa: C419 - wait for each of them
        said = log.read_text(encoding="utf-8", errors="replace").strip().rpartition("Error: ")[2]
        raise CannotRun(f"The databases could not be made ready; see {log}\n{said[-500:]}")


def _node(home: Path, code: str, database_url: str, first_port: int, ministry_url: str) -> Node:
    """Return a node to be started; its process is not told how the owner signs in."""
    return Node(
        code=code,
        port=port_of(code, first=first_port),
        folder=home / "nodes" / code,
        processes=int(os.environ.get("TONGCHOU_PROCESSES") or "1"),
        environment={
            "TONGCHOU_NODE": code,
            "TONGCHOU_HOME": str(home),
            "TONGCHOU_LOG_FILE": str(home / "nodes" / code / "log.jsonl"),
            "TONGCHOU_MINISTRY_URL": ministry_url if code != MINISTRY else "",
            **dict.fromkeys((name for name in os.environ if name.startswith("DATABASE_URL")), ""),
            "DATABASE_URL_APP": app_url_on(database_url, code, home),
            "NO_PROXY": "127.0.0.1",  # for a ministry on this very machine
        },
    )


def _start(nodes: Sequence[Node], say: Say) -> None:
    """Start all nodes, a few at a time, and wait until each of them can work."""
    waiting, until = list(nodes), time.monotonic() + READY_SECONDS
    starting: list[Node] = []
    while waiting or starting:
        while waiting and len(starting) < STARTING_AT_ONCE:
            starting.append(waiting.pop(0))
            starting[-1].start()
        for node in [node for node in starting if node.is_ready()]:
            starting.remove(node)
            done = len(nodes) - len(waiting) - len(starting)
            say(f"节点就绪 · node {node.code} is ready at {node.url} ({done}/{len(nodes)})")
        for node in starting:
            if any(one.is_dead() for one in node.workers) or time.monotonic() > until:
                raise CannotRun(f"Node {node.code} does not start; see {node.log}")
        time.sleep(0.05)


def _await_ports(ports: Sequence[int], say: Say) -> None:
    """Wait until the nodes' ports are free: nodes of a killed supervisor take a moment to go."""
    until = time.monotonic() + PORT_SECONDS
    for port in ports:
        if _is_taken(port):
            say(f"端口 {port} 被占用,稍候 · port {port} is taken, waiting for it to become free")
        while _is_taken(port):
            if time.monotonic() > until:
                raise CannotRun(
                    f"Port {port} is taken by another program. Choose others with --port."
                )
            time.sleep(LOOK_SECONDS)


def _is_taken(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
        return False


def _keep_running(home: Path, server: Postgres | None, nodes: Sequence[Node], say: Say) -> NoReturn:
    """Start again whatever dies or freezes, until told to stop."""
    while True:
        if server and not server.pid:
            say("PostgreSQL 意外终止,正在恢复 · PostgreSQL died, recovering it")
            server.start()
            _write_down(home, server, nodes)
        for node in nodes:
            for worker in node.workers:
                if _revive(node, worker, say):
                    _write_down(home, server, nodes)
        time.sleep(LOOK_SECONDS)


def _revive(node: Node, worker: Worker, say: Say) -> bool:
    """Start a dead process again once it has rested, and end a frozen one; tell if one started."""
    if not worker.is_dead():
        if worker.is_silent():
            say(f"节点无响应 · node {node.code} shows no life, ending its process")
            worker.kill()
        return False
    if not worker.rests_until:
        rest = worker.rest_seconds()
        worker.rests_until = time.monotonic() + rest
        say(f"节点终止 · node {node.code} died, starting it again in {rest:.0f} s")
    if time.monotonic() < worker.rests_until:
        return False
    worker.start()
    return True


def _write_down(home: Path, server: Postgres | None, nodes: Sequence[Node]) -> None:
    """Tell the other commands where the nodes are and how to sign in."""
    written = {
        "supervisor": {"pid": os.getpid()},
        "postgres": {"pid": server.pid if server else 0},
        "nodes": {node.code: node.as_json() for node in nodes},
    }
    write_private(home / "nodes.json", json.dumps(written, ensure_ascii=False, indent=1))


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Hold the folder's lock; the kernel lets go of it however this process ends."""
    private_folder(home)
    with (home / "lock").open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotRun(
                f"Nodes already run in {home} (process {lock.read().strip()})."
                " Stop them with Ctrl-C there, or choose another --home and --port."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _until_told() -> Iterator[None]:
    """Turn Ctrl-C and a request to end into one exception, and into no second one."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def tell(number: int, frame: FrameType | None) -> NoReturn:
        del number, frame
        for each in signals:
            signal.signal(each, signal.SIG_IGN)
        raise ToldToStop

    before = {each: signal.signal(each, tell) for each in signals}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
