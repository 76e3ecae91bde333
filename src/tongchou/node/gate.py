"""The gate of a node: reads each request whole, within limits, and hands it to its entrance.

Granian speaks HTTP with any number of slow callers; a request comes to a thread only once it has
been read, so a caller who stops in the middle holds no thread. What is too large, too slow or too
much is answered here, and the rest of it is not read.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, TypeVar

from asgiref.wsgi import WsgiToAsgiInstance

from tongchou.channels.api.problems import MEDIA_TYPE, PREFIX, told
from tongchou.channels.api.waiting import WAIT, WAITING_MAX
from tongchou.node.bodies import Body, Doorway, Receive, TurnedAway
from tongchou.node.entrances import LARGE, Entrance, entrance_of
from tongchou.node.waiting import Waiting

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

Result = TypeVar("Result")

Scope = Mapping[str, Any]
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

_WAIT = WAIT.lower().encode()
SEND_SECONDS = 120.0
"""How long a caller may take to read an answer."""
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

log = logging.getLogger(__name__)


@dataclass
class Answer:
    """What the application says to a request."""

    status: int = HTTPStatus.INTERNAL_SERVER_ERROR
    headers: Headers = field(default_factory=list)
    body: bytes = b""


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
        cpu: int | None = None,
        tip: Callable[[], int] = lambda: 0,
        waiting_max: int = WAITING_MAX,
    ) -> None:
        self._application = application
        self._knows = knows
        self._scheme = scheme
        self._counts = counts
        self._caller = caller
        self._entrances = entrances
        self._doorways = {entrance.name: Doorway(entrance, cpu) for entrance in entrances}
        self._tip = tip
        self._waiting = Waiting(self._how_far, places=waiting_max)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        began = monotonic()
        doorway = self._doorways[entrance_of(scope["path"], self._entrances).name]
        try:
            with Body(doorway) as body:
                knows = partial(self._in_thread, doorway, doorway.threads, self._knows, scope)
                await body.read(dict(scope["headers"]), receive, knows)
                threads = doorway.large if body.size > LARGE else doorway.threads
                answer = await self._in_thread(doorway, threads, self._handle, scope, body)
                if asked := waits_for(answer):
                    began += await self._wait(*asked)
                    answer = await self._in_thread(
                        doorway, threads, self._handle, without_waiting(scope), body
                    )
                if body.is_cut:
                    answer.headers.append(CLOSING)
        except TurnedAway as away:
            answer = turned_away(away.status, scope["path"])
        self._counts(doorway.entrance.name, answer.status, monotonic() - began)
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

    async def _wait(self, position: int, seconds: int) -> float:
        """Wait until the log is beyond a position; return the seconds that took.

        Raises `TurnedAway` when too many wait already. Who waits holds no thread.
        """
        if self._waiting.is_full:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        began = monotonic()
        await self._waiting.until_behind(position, seconds)
        return monotonic() - began

    async def _how_far(self) -> int:
        """Ask in a thread how far the log is."""
        doorway = self._doorways[entrance_of(PREFIX, self._entrances).name]
        return await self._in_thread(doorway, doorway.threads, self._tip)

    async def _in_thread(
        self,
        doorway: Doorway,
        threads: ThreadPoolExecutor,
        function: Callable[..., Result],
        *given: Any,
    ) -> Result:
        """Let a thread of the entrance work; raises `TurnedAway` when too many wait for one."""
        if doorway.is_full:
            raise TurnedAway(HTTPStatus.SERVICE_UNAVAILABLE)
        doorway.inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(threads, function, *given)
        finally:
            doorway.inside -= 1

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
            return turned_away(HTTPStatus.BAD_REQUEST, scope["path"])
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


def waits_for(answer: Answer) -> tuple[int, int] | None:
    """Return behind which position an answer waits, and how long; None where it does not."""
    for name, value in answer.headers:
        if name == _WAIT:
            position, seconds = value.split()
            return int(position), int(seconds)
    return None


def without_waiting(scope: Scope) -> Scope:
    """Return a request that waits no more; of a name that stands twice the last one counts."""
    return {**scope, "query_string": scope["query_string"] + b"&wait=0"}


def turned_away(status: HTTPStatus, path: str) -> Answer:
    """Return the answer to a request that was not taken; the connection ends with it."""
    is_machine = path.startswith(PREFIX)
    kind = MEDIA_TYPE if is_machine else "text/plain; charset=utf-8"
    headers = [(b"content-type", kind.encode()), CLOSING]
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers.append((b"retry-after", b"5"))
    said = json.dumps(told(status, SAID[status])) if is_machine else f"{SAID[status]}\n"
    return Answer(status, headers, said.encode())
