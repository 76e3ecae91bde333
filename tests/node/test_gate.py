"""The gate reads a request whole, within its entrance's limits, before a thread takes it up."""

import asyncio
import json
import threading
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest

from tongchou.node import bodies
from tongchou.node import gate as gates
from tongchou.node.entrances import ENTRANCES, KB, LARGE, MB, UPLOAD, Entrance, entrance_of
from tongchou.node.gate import Gate
from tongchou.node.urls import PUBLIC

Result = TypeVar("Result")

SESSION = (b"cookie", b"session_34=x")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def echo(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    body = environ["wsgi.input"].read()
    start("200 OK", [("X-Length", environ["CONTENT_LENGTH"]), ("X-Path", environ["PATH_INFO"])])
    return [str(len(body)).encode(), b" read"]


def scope(path: str, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {
        "type": "http", "http_version": "1.1", "method": "POST", "path": path, "scheme": "http",
        "query_string": b"", "root_path": "", "headers": list(headers),
        "server": ("127.0.0.1", 8634), "client": ("127.0.0.1", 5),
    }  # fmt: skip


class Caller:
    """Somebody who sends a body piece by piece, and what was answered."""

    def __init__(self, *pieces: bytes, stops: bool = False) -> None:
        self.pieces = list(pieces) or [b""]
        self.stops = stops
        self.taken = 0
        self.said: list[dict[str, Any]] = []

    async def send_on(self) -> dict[str, Any]:
        """Send the next piece, or nothing more."""
        if self.stops and self.taken == len(self.pieces):
            await asyncio.Event().wait()
        piece = self.pieces[self.taken]
        self.taken += 1
        more = self.stops or self.taken < len(self.pieces)
        return {"type": "http.request", "body": piece, "more_body": more}

    async def hear(self, message: dict[str, Any]) -> None:
        """Note what is answered."""
        self.said.append(message)

    def call(self, gate: Gate, asked: dict[str, Any]) -> Awaitable[None]:
        """Make the request."""
        return gate(asked, self.send_on, self.hear)

    @property
    def status(self) -> int:
        """The status answered."""
        return int(self.said[0]["status"])


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread of its own: the browser's driver keeps a loop in this one."""
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()


def nobody(_: Any, start: bytes) -> bool:
    return not start


def anybody(_: Any, start: bytes) -> bool:
    return bool(start)


def asked_once(
    caller: Caller,
    asked: dict[str, Any],
    application: Application = echo,
    knows: gates.Knows = nobody,
) -> Caller:
    async def ask() -> None:
        await caller.call(Gate(application, ENTRANCES, knows=knows), asked)

    run(ask())
    return caller


@pytest.mark.parametrize(
    ("path", "name"),
    [("/healthz", "health"), ("/sync/envelopes", "sync"), ("/api/v1/status", "interface"),
     ("/clerk/", "pages"), ("/", "pages"), ("/apis", "pages"), ("/clerk/sign-out", "pages"),
     ("/clerk/sign-in", "sign-in"), ("/nation/sign-in", "sign-in"), ("/my/sign-in", "sign-in"),
     ("/employer/sign-in", "sign-in")],
)  # fmt: skip
def test_an_address_belongs_to_one_entrance(path: str, name: str) -> None:
    assert entrance_of(path).name == name


def test_a_body_in_pieces_comes_whole_and_with_its_length() -> None:
    caller = asked_once(Caller(b"ab", b"cde"), scope("/clerk/x"))

    assert (caller.status, caller.said[1]["body"]) == (200, b"5 read")
    assert dict(caller.said[0]["headers"]) == {b"x-length": b"5", b"x-path": b"/clerk/x"}


def test_a_header_that_could_pass_for_another_is_not_taken() -> None:
    seen: list[str] = []

    def look(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        seen.extend(name for name in environ if name.startswith("HTTP_"))
        return echo(environ, start)

    asked_once(Caller(), scope("/", (b"x_forwarded_for", b"1"), (b"accept", b"*")), look)

    assert seen == ["HTTP_ACCEPT"]


@pytest.mark.parametrize(
    ("path", "headers", "length", "status"),
    [
        ("/clerk/sign-in", (), 64 * KB, 200),
        ("/clerk/sign-in", (), 64 * KB + 1, 413),
        ("/clerk/items", (SESSION,), UPLOAD + 1, 413),
        ("/api/v1/feeds", ((b"authorization", b"Bearer x"),), UPLOAD + 1, 413),
        ("/sync/envelopes", (), 17 * MB + 1, 413),
        ("/healthz", (), 1, 413),
    ],
)
def test_what_is_announced_too_large_is_refused_unread(
    path: str, headers: tuple[tuple[bytes, bytes], ...], length: int, status: int
) -> None:
    announced = (b"content-length", str(length).encode())
    caller = asked_once(Caller(b"x" * 10), scope(path, announced, *headers))

    assert caller.status == status
    assert caller.taken == (1 if status == 200 else 0)


@pytest.mark.parametrize(
    "strange",
    [
        scope("/\udcff"),
        {**scope("/"), "query_string": b"x=\xff"},
        scope("/", *[(b"accept", b"*")] * 101),
    ],
    ids=["address", "query", "headers"],
)
def test_what_is_no_text_or_said_too_often_is_refused(strange: dict[str, Any]) -> None:
    assert asked_once(Caller(), strange).status == 400


@pytest.mark.parametrize("announced", [b"-1", b"1e3", "十".encode()])
def test_a_length_that_is_none_is_refused(announced: bytes) -> None:
    caller = asked_once(Caller(), scope("/", (b"content-length", announced)))

    assert caller.status == 413


def test_what_comes_in_chunks_without_end_is_refused_at_the_limit() -> None:
    caller = asked_once(Caller(*[b"x" * 16 * KB] * 1000), scope("/clerk/sign-in"))

    assert caller.status == 413
    assert caller.taken == 5  # four pieces of 16 KB are 64 KB
    assert (b"connection", b"close") in caller.said[0]["headers"]


def test_who_stops_in_the_middle_is_told_so_and_holds_no_thread(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.2)

    async def ask() -> tuple[list[Caller], Caller]:
        gate = Gate(echo, ENTRANCES, knows=nobody)
        slow = [Caller(b"ab", stops=True) for _ in range(110)]
        waiting = [asyncio.ensure_future(one.call(gate, scope("/api/v1/x"))) for one in slow]
        await asyncio.sleep(0)
        quick = Caller(b"abc")
        await quick.call(gate, scope("/api/v1/y"))
        assert not any(one.said for one in slow)
        await asyncio.gather(*waiting)
        return slow, quick

    slow, quick = run(ask())

    assert quick.status == 200
    assert {one.status for one in slow} == {408}


def test_every_sign_in_page_is_served_by_the_entrance_of_sign_ins() -> None:
    pages = [f"/{path}" for path in PUBLIC if path.endswith("sign-in")]

    assert {entrance_of(page).name for page in pages} == {"sign-in"}


@pytest.mark.parametrize("busy", ["/api/v1/x", "/clerk/sign-in"])
def test_a_busy_entrance_leaves_the_others_answering_and_says_when_it_is_full(busy: str) -> None:
    release = threading.Event()

    def slow_entrance(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == busy:
            release.wait(30)
        return echo(environ, start)

    async def ask() -> tuple[list[Caller], Caller, Caller]:
        gate = Gate(slow_entrance, ENTRANCES, knows=nobody)
        waiting_max = entrance_of(busy).threads + entrance_of(busy).waiting_max
        inside = [Caller() for _ in range(waiting_max)]
        working = [asyncio.ensure_future(one.call(gate, scope(busy))) for one in inside]
        await asyncio.sleep(0.1)
        late, elsewhere = Caller(), Caller()
        await late.call(gate, scope(busy))
        await elsewhere.call(gate, scope("/clerk/"))
        release.set()
        await asyncio.gather(*working)
        return inside, late, elsewhere

    inside, late, elsewhere = run(ask())

    assert (late.status, elsewhere.status) == (503, 200)
    assert (b"retry-after", b"5") in late.said[0]["headers"]
    assert {one.status for one in inside} == {200}


def test_a_few_bytes_of_a_peer_do_not_wait_behind_the_large_envelopes_of_others() -> None:
    """Provinces that catch up held every thread, and one that was level waited behind them."""
    release = threading.Event()
    at_work: list[int] = []

    def slow_with_large(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if int(environ["CONTENT_LENGTH"]) > LARGE:
            at_work.append(1)
            release.wait(30)
        return echo(environ, start)

    async def ask() -> tuple[list[Caller], Caller, int]:
        gate = Gate(slow_with_large, ENTRANCES, knows=anybody)
        large = [Caller(b"x" * (LARGE + 1)) for _ in range(8)]
        working = [asyncio.ensure_future(one.call(gate, scope("/sync/envelopes"))) for one in large]
        await asyncio.sleep(0.1)
        small = Caller(b"x" * LARGE)
        await asyncio.wait_for(small.call(gate, scope("/sync/envelopes")), 10)
        meanwhile = len(at_work)
        release.set()
        await asyncio.gather(*working)
        return large, small, meanwhile

    large, small, meanwhile = run(ask())

    assert small.status == 200
    assert meanwhile == entrance_of("/sync/envelopes").large_threads  # so many at once, no more
    assert [one.status for one in large] == [200] * 8


def test_bodies_together_take_no_more_than_the_entrance_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bodies, "PATIENCE_SECONDS", 0.2)
    narrow = (Entrance("pages", "/", 1, 10, 150, 50, held_bytes_max=125),)

    async def ask() -> tuple[list[int], Caller, Caller]:
        gate = Gate(echo, narrow, knows=anybody)
        callers = [Caller(b"x" * 100, stops=True) for _ in range(3)]
        waiting = [asyncio.ensure_future(one.call(gate, scope("/", SESSION))) for one in callers]
        await asyncio.sleep(0.1)
        small = Caller(b"x" * 50)
        await small.call(gate, scope("/"))
        await asyncio.gather(*waiting)
        after = Caller(b"x" * 100)
        await after.call(gate, scope("/", SESSION))
        return sorted(one.status for one in callers), small, after

    statuses, small, after = run(ask())

    assert statuses == [408, 408, 503]
    assert small.status == 200  # what anybody may send is taken as long as callers are
    assert after.status == 200  # what was held is given back


BEARER = (b"authorization", b"Bearer invented")


@pytest.mark.parametrize(
    ("path", "knows", "status", "said"),
    [
        ("/api/v1/declarations", anybody, 200, b"409600 read"),
        ("/api/v1/declarations", nobody, 200, b"0 read"),
        ("/sync/envelopes", anybody, 200, b"409600 read"),
        ("/sync/envelopes", nobody, 200, b"8192 read"),
    ],
)
def test_a_large_body_is_read_only_from_whom_the_node_knows(
    path: str, knows: gates.Knows, status: int, said: bytes
) -> None:
    """A token or a session that is only claimed held half a gigabyte for half an hour."""
    caller = asked_once(Caller(*[b"x" * 4 * KB] * 100), scope(path, BEARER), knows=knows)

    assert (caller.status, caller.said[1]["body"]) == (status, said)
    assert caller.taken == (100 if knows is anybody else 17)
    assert ((b"connection", b"close") in caller.said[0]["headers"]) == (knows is nobody)


@pytest.mark.parametrize("status", gates.SAID)
def test_who_is_turned_away_is_told_so_in_both_languages(status: Any) -> None:
    page = gates.turned_away(status, "/clerk/").body.decode()
    told = gates.turned_away(status, "/api/v1/items")

    for said in (page, json.loads(told.body)["detail"]):
        assert any("一" <= sign <= "鿿" for sign in said)
        assert any("a" <= sign <= "z" for sign in said)
    assert (b"content-type", b"application/problem+json") in told.headers


def waiting_unless_moved(moved: list[int]) -> Application:
    """Return an application that has nothing to tell before the log goes on."""

    def application(environ: Any, start: Any) -> list[bytes]:
        is_level = not moved and b"wait=0" not in environ["QUERY_STRING"].encode()
        start("200 OK", [("Tongchou-Wait", "0 20")] if is_level else [])
        return [b"moved" if moved else b"nothing"]

    return application


def test_who_waits_for_the_log_holds_no_thread_and_hears_when_it_goes_on() -> None:
    moved: list[int] = []

    async def wait() -> tuple[list[Caller], Caller, int]:
        gate = Gate(
            waiting_unless_moved(moved),
            ENTRANCES,
            knows=nobody,
            tip=lambda: len(moved),
            waiting_max=8,
        )
        waiters = [Caller(b"") for _ in range(8)]
        waiting = [
            asyncio.ensure_future(one.call(gate, scope("/api/v1/changes"))) for one in waiters
        ]
        await asyncio.sleep(0.3)
        beyond, threads = Caller(b""), entrance_of("/api/v1/changes").threads
        await asyncio.wait_for(beyond.call(gate, scope("/api/v1/changes")), 5)
        still = sum(not one.done() for one in waiting)
        moved.append(1)
        await asyncio.wait_for(asyncio.gather(*waiting), 5)
        assert threads < len(waiters)
        return waiters, beyond, still

    waiters, beyond, still = run(wait())

    assert (beyond.status, still) == (503, 8)
    assert {one.said[1]["body"] for one in waiters} == {b"moved"}
    assert all(name != b"tongchou-wait" for one in waiters for name, _ in one.said[0]["headers"])


def test_who_waited_as_long_as_asked_is_told_that_there_is_nothing() -> None:
    def application(environ: Any, start: Any) -> list[bytes]:
        is_first = "wait=0" not in environ["QUERY_STRING"]
        start("200 OK", [("Tongchou-Wait", "7 0")] if is_first else [])
        return [b"nothing"]

    caller = asked_once(Caller(b""), scope("/api/v1/changes"), application)

    assert caller.said[1]["body"] == b"nothing"
