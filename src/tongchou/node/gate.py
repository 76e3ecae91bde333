"""The gate of a node: reads each request whole, within limits, and hands it to its entrance.

Granian speaks HTTP with any number of slow callers; a request comes to a thread only once it has
been read, so a caller who stops in the middle holds no thread. What is too large, too slow or too
much is answered here, and the rest of it is not read.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Self, TypeVar

from asgiref.wsgi import WsgiToAsgiInstance

from tongchou.node.entrances import KB, LARGE, Entrance, entrance_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Result = TypeVar("Result")

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Knows = Callable[[Scope, bytes], bool]
"""Whether the node knows who calls, by the headers and the first bytes of the body."""

CALLER = "tongchou.caller"
"""Where a request says by which certificate it came: beside its headers, not among them."""

Caller = Callable[[Scope], object]
"""Returns the certificate by which a request came, None for none."""

Counts = Callable[[str, int, float], None]
"""Is told of every answer: the entrance, the status, and how many seconds it took."""

PATIENCE_SECONDS = 20.0
"""How long a caller may take to send a body, beside what its size asks for."""
BYTES_PER_SECOND_MIN = 64 * 1024
SEND_SECONDS = 120.0
"""How long a caller may take to read an answer."""
IN_MEMORY_BYTES_MAX = 16 * KB
"""A larger body is kept in a file until it is answered."""
START_BYTES = 8 * KB
CLOSING = (b"connection", b"close")
SAID = {
    HTTPStatus.BAD_REQUEST: "请求无法识别,请核对后重试 This is no request; compare it",
    HTTPStatus.REQUEST_TIMEOUT: "内容发送过慢,请重试 It was sent too slowly; send it again",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "内容过大,请拆分后分别提交 It is too large; split it and send the parts"
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: "此刻较忙,请稍候再试 It is busy here; try again shortly",
}
"""What is said to whom a request was not taken from, in both languages."""
SESSION = b"session_"
"""How the name of a session's cookie begins."""

log = logging.getLogger(__name__)


class TurnedAway(Exception):
    """A request is not taken; the status says why."""

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass
class Answer:
    """What the application says to a request."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = field(default_factory=list)
    body: bytes = b""


class Counter:
    """One entrance at work: its threads, who waits for them, and how much is held in bodies.

    `large` are the threads for large bodies.
    """

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self.threads = ThreadPoolExecutor(entrance.threads, thread_name_prefix=entrance.name)
        self.large = self.threads
        if entrance.large_threads:
            self.large = ThreadPoolExecutor(
                entrance.large_threads, thread_name_prefix=f"{entrance.name}-large"
            )
        self.inside = 0
        self.held_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return self.inside >= self.entrance.threads + self.entrance.waiting_max


class Body:
    """The body of a request while it is read and worked on, accounted for at its entrance.

    One that is `cut` came from nobody whom the node knows, and the rest of it was not read.
    """

    def __init__(self, counter: Counter) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - closed below
        self.size = 0
        self.is_cut = False
        self._counter = counter
        self._held_bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._counter.held_bytes -= self._held_bytes

    async def read(
        self,
        headers: Mapping[bytes, bytes],
        receive: Receive,
        knows: Callable[[bytes], Awaitable[bool]],
    ) -> None:
        """Read a body to its end; raises `TurnedAway` when it is too large, slow or much.

        Beyond what a stranger may send it is read only if `knows` says so of its first bytes.
        What a stranger sent is dropped, and the application is left to answer.
        """
        bytes_max = self._allowed(headers)
        is_asked = False
        announced = headers.get(b"content-length", b"0")
        if not announced.isdigit() or int(announced) > bytes_max:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        began, more = monotonic(), True
        while more:
            until = began + PATIENCE_SECONDS + self.size / BYTES_PER_SECOND_MIN
            try:
                async with asyncio.timeout(until - monotonic()):
                    message = await receive()
            except TimeoutError:
                raise TurnedAway(HTTPStatus.REQUEST_TIMEOUT) from None
            if message["type"] == "http.disconnect":
                raise TurnedAway(HTTPStatus.BAD_REQUEST)
            self._take(message.get("body", b""), bytes_max)
            more = message.get("more_body", False)
            if not is_asked and self.size > self._counter.entrance.stranger_bytes_max:
                is_asked = True
                self.file.seek(0)
                if not await knows(self.file.read(START_BYTES)):
                    self._cut()
                    break
                self.file.seek(0, SEEK_END)
        self.file.seek(0)

    def _cut(self) -> None:
        """Keep of a stranger's body no more than what proves who it is from."""
        kept = START_BYTES if self._counter.entrance.is_signed else 0
        self.file.truncate(kept)
        self.size = min(self.size, kept)
        self.is_cut = True

    def _allowed(self, headers: Mapping[bytes, bytes]) -> int:
        """Return how large the body may be if who sends it is who it claims to be."""
        entrance = self._counter.entrance
        claims = b"authorization" in headers or SESSION in headers.get(b"cookie", b"")
        if claims or entrance.is_signed:
            return entrance.body_bytes_max
        return entrance.stranger_bytes_max

    def _take(self, piece: bytes, bytes_max: int) -> None:
        """Keep a piece; what goes beyond a stranger's size counts at the entrance."""
        size = self.size + len(piece)
        if size > bytes_max:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        entrance = self._counter.entrance
        more_held = max(0, size - entrance.stranger_bytes_max) - self._held_bytes
        if more_held > 0 and self._counter.held_bytes + more_held > entrance.held_bytes_max:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        self._counter.held_bytes += more_held
        self._held_bytes += more_held
        self.size = size
        self.file.write(piece)


class Gate:
    """The node as granian sees it: an ASGI application before our WSGI one."""

    def __init__(
        self,
        application: "WSGIApplication",
        entrances: Sequence[Entrance],
        *,
        knows: Knows,
        scheme: str = "",
        counts: Counts = lambda *_: None,
        caller: Caller | None = None,
    ) -> None:
        self._application = application
        self._knows = knows
        self._scheme = scheme
        self._counts = counts
        self._caller = caller
        self._entrances = entrances
        self._counters = {entrance.name: Counter(entrance) for entrance in entrances}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = monotonic()
        counter = self._counters[entrance_of(scope["path"], self._entrances).name]
        try:
            with Body(counter) as body:
                knows = partial(self._in_thread, counter, counter.threads, self._knows, scope)
                await body.read(dict(scope["headers"]), receive, knows)
                threads = counter.large if body.size > LARGE else counter.threads
                answer = await self._in_thread(counter, threads, self._handle, scope, body)
                if body.is_cut:
                    answer.headers.append(CLOSING)
        except TurnedAway as away:
            answer = turned_away(away.status)
        self._counts(counter.entrance.name, answer.status, monotonic() - began)
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await send(
                    {
                        "type": "http.response.start",
                        "status": answer.status,
                        "headers": answer.headers,
                    }
                )
                await send({"type": "http.response.body", "body": answer.body})
        except TimeoutError:
            log.info("a caller did not take its answer")

    async def _in_thread(
        self,
        counter: Counter,
        threads: ThreadPoolExecutor,
        function: Callable[..., Result],
        *given: Any,
    ) -> Result:
        """Let a thread of the entrance work; raises `TurnedAway` when too many wait for one."""
        if counter.is_full:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        counter.inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, function, *given)
        finally:
            counter.inside -= 1

    def _handle(self, scope: Scope, body: Body) -> Answer:
        """Ask the application, in a thread."""
        answer = Answer()

        def start(status: str, headers: Iterable[tuple[str, str]], *_: object) -> Any:
            answer.status = int(status.split(" ", 1)[0])
            answer.headers = [
                (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers
            ]

        try:
            environ = self.environ(scope, body.file, body.size)
        except ValueError:  # an address that is no text, a header a hundred times
            return turned_away(HTTPStatus.BAD_REQUEST)
        said = self._application(environ, start)
        try:
            answer.body = b"".join(said)
        finally:
            if close := getattr(said, "close", None):
                close()
        return answer

    def environ(self, scope: Scope, body: IO[bytes], size: int) -> dict[str, Any]:
        """Return a request in the words of WSGI.

        A header with an underscore in its name could pass for one with a hyphen: none is taken.
        """
        named = [(name, value) for name, value in scope["headers"] if b"_" not in name]
        given = {**scope, "headers": named, "scheme": self._scheme or scope["scheme"]}
        words = WsgiToAsgiInstance(self._application)
        words.scope = given
        environ: dict[str, Any] = words.build_environ(given, body)
        environ["CONTENT_LENGTH"] = str(size)  # of a body that came in chunks, too
        if self._caller:
            environ[CALLER] = self._caller(scope)
        return environ


def turned_away(status: HTTPStatus) -> Answer:
    """Return the answer to a request that was not taken; the connection ends with it."""
    headers = [(b"content-type", b"text/plain; charset=utf-8"), CLOSING]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return Answer(status, headers, f"{SAID[status]}\n".encode())
