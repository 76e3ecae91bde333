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
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, Self

from asgiref.wsgi import WsgiToAsgiInstance

from tongchou.node.entrances import MB, Entrance, entrance_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Scope = Mapping[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

PATIENCE_SECONDS = 20.0
"""How long a caller may take to send a body, beside what its size asks for."""
BYTES_PER_SECOND_MIN = 64 * 1024
SEND_SECONDS = 120.0
"""How long a caller may take to read an answer."""
IN_MEMORY_BYTES_MAX = MB
"""A larger body is kept in a file until it is answered."""
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
    """One entrance at work: its threads, who waits for them, and how much is held in bodies."""

    def __init__(self, entrance: Entrance) -> None:
        self.entrance = entrance
        self.threads = ThreadPoolExecutor(entrance.threads, thread_name_prefix=entrance.name)
        self.inside = 0
        self.held_bytes = 0

    @property
    def is_full(self) -> bool:
        """Whether as many wait as may."""
        return self.inside >= self.entrance.threads + self.entrance.waiting_max


class Body:
    """The body of a request while it is read and worked on, accounted for at its entrance."""

    def __init__(self, counter: Counter) -> None:
        self.file: IO[bytes] = SpooledTemporaryFile(IN_MEMORY_BYTES_MAX)  # noqa: SIM115 - closed below
        self.size = 0
        self._counter = counter

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.file.close()
        self._counter.held_bytes -= self.size

    async def read(self, headers: Mapping[bytes, bytes], receive: Receive) -> None:
        """Read a body to its end; raises `TurnedAway` when it is too large, slow or much."""
        bytes_max = self._allowed(headers)
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
        self.file.seek(0)

    def _allowed(self, headers: Mapping[bytes, bytes]) -> int:
        """Return how large the body may be: whether who sends it is known is asked later."""
        entrance = self._counter.entrance
        known = b"authorization" in headers or SESSION in headers.get(b"cookie", b"")
        return entrance.body_bytes_max if known else entrance.stranger_bytes_max

    def _take(self, piece: bytes, bytes_max: int) -> None:
        if self.size + len(piece) > bytes_max:
            raise TurnedAway(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if self._counter.held_bytes + len(piece) > self._counter.entrance.held_bytes_max:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        self._counter.held_bytes += len(piece)
        self.size += len(piece)
        self.file.write(piece)


class Gate:
    """The node as granian sees it: an ASGI application before our WSGI one."""

    def __init__(
        self, application: "WSGIApplication", entrances: Sequence[Entrance], *, scheme: str = ""
    ) -> None:
        self._application = application
        self._scheme = scheme
        self._entrances = entrances
        self._counters = {entrance.name: Counter(entrance) for entrance in entrances}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        counter = self._counters[entrance_of(scope["path"], self._entrances).name]
        try:
            with Body(counter) as body:
                await body.read(dict(scope["headers"]), receive)
                answer = await self._answer(scope, body, counter)
        except TurnedAway as away:
            answer = turned_away(away.status)
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

    async def _answer(self, scope: Scope, body: Body, counter: Counter) -> Answer:
        """Let a thread of the entrance answer a request that was read whole."""
        if counter.is_full:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        counter.inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(
                counter.threads, self._handle, scope, body
            )
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
        return environ


def turned_away(status: HTTPStatus) -> Answer:
    """Return the answer to a request that was not taken; the connection ends with it."""
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    return Answer(status, headers, f"{status.phrase}\n".encode())
