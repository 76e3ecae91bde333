"""Whatever one kind of caller does, a node answers the others; a frozen process is replaced."""

import os
import signal
import socket
import time
from collections.abc import Iterator

import httpx
import pytest

from running import START_SECONDS, Cluster, cluster

HALF = 110
HALF_SENT = {
    "sync": b"POST /sync/envelopes HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nab",
    "interface": b"POST /api/v1/feed HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nab",
    "pages": b"POST /my/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nab",
    "nothing yet": b"GET /heal",
}
ASKED = {"/healthz": 200, "/my/sign-in": 200, "/api/v1/openapi.json": 200, "/sync/envelopes": 401}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    home = tmp_path_factory.mktemp("busy") / "home"
    with cluster(home, provinces=("34",), TONGCHOU_PROCESSES="2") as started:
        yield started


@pytest.fixture(scope="module", autouse=True)
def before(running: Cluster) -> list[int]:
    """Freeze one process of the province while the others are tried; return who they were.

    It has shown life before: one that starts is given more time than one that works.
    """
    pids: list[int] = running.listed["nodes"]["34"]["pids"]
    heartbeat = running.home / "nodes" / "34" / "heartbeat-0"
    first, until = heartbeat.stat().st_mtime, time.monotonic() + START_SECONDS
    while heartbeat.stat().st_mtime == first:
        assert time.monotonic() < until
        time.sleep(0.1)
    os.kill(pids[0], signal.SIGSTOP)
    return pids


def test_half_sent_requests_of_every_kind_shut_nobody_out(running: Cluster) -> None:
    url = httpx.URL(running.listed["nodes"]["00"]["url"])
    address = url.host, url.port or 0
    waiting = []
    for half in HALF_SENT.values():
        for _ in range(HALF):
            waiting.append(socket.create_connection(address))
            waiting[-1].sendall(half)

    answered = {path: httpx.get(url.join(path), timeout=10).status_code for path in ASKED}
    ended = []
    for one in waiting:
        one.settimeout(60)
        ended.append(one.recv(64)[9:12])
        one.close()

    assert answered == ASKED
    assert set(ended) == {b"408", b""}  # told that they are late, or cut off before they asked


@pytest.mark.parametrize("path", ["/sync/envelopes", "/api/v1/feeds/x", "/my/sign-in"])
@pytest.mark.parametrize("chunked", [False, True], ids=["announced", "chunked"])
def test_a_large_body_of_a_stranger_is_not_read(running: Cluster, path: str, chunked: bool) -> None:
    url, sent = httpx.URL(running.listed["nodes"]["00"]["url"]), 0
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {200_000_000}"
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{length}\r\n\r\n".encode()
    piece = b"10000\r\n" + b"0" * 65_536 + b"\r\n" if chunked else b"0" * 65_536
    with socket.create_connection((url.host, url.port or 0)) as caller:
        caller.sendall(head)
        try:
            while sent < 200_000_000:
                sent += caller.send(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass

    assert sent < 60_000_000  # 32 MB of an envelope, and what the system buffers on its way


def test_a_frozen_process_is_noticed_and_replaced(running: Cluster, before: list[int]) -> None:
    until = time.monotonic() + START_SECONDS
    while (after := running.listed["nodes"]["34"]["pids"])[0] == before[0]:
        assert time.monotonic() < until
        time.sleep(0.5)

    assert after[1] == before[1]
    assert running.is_well()


def test_several_processes_of_a_node_do_the_work_of_one(running: Cluster) -> None:
    codes = [("91310106MGN3BAFKX7", "某厂"), ("91340104B8PHNT1R2T", "皖江")]
    for code, name in codes:
        employer = {"credit_code": code, "name": name, "division_code": "340104"}
        running.nodes.call("34", "POST", "/feeds/employer_feed", json={"employers": [employer]})

    assert running.nodes.wait_until_held(["34"], seconds=30)
    told_of_each = ("employers_registered", "item_decided")
    sealed = running.nodes.call("34", "GET", "/log")["sealed"]
    assert sealed == len(codes) * len(told_of_each)
