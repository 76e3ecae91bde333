"""The port of the log 日志端口: ends TLS, knows each caller by its certificate, passes bytes on.

Granian ends TLS too, but tells nobody whose certificate was shown, and takes up no other one while
it runs. So it listens on an inner port of this machine, and each connection from outside has one
of its own there: by that one's number a request is known to be a caller's. Whoever comes to the
inner port by himself is nobody, and is turned away.
"""

import asyncio
import logging
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import Any, Protocol

from cryptography import x509
from granian.server.embed import Server

from tongchou.node.certificates import refusals
from tongchou.node.certificates.folder import PeerTls, Renewed
from tongchou.node.certificates.shown import Shown
from tongchou.node.tls_stream import PIECE_BYTES, TlsStream
from tongchou.node.watch.measures import note_certificate, note_turned_away
from tongchou.standards.refusal import Refusal

CONNECTIONS_MAX, OF_A_NODE_MAX = 500, 15
"""Provinces hold a few connections each; who is beyond, of all or of one node, is closed."""
SHAKING_MAX = 500
"""How many callers may shake hands at a time; nobody knows yet who they are."""
INNER = "127.0.0.1"
SAID_EVERY_SECONDS = 60.0
"""Who cannot be let in tries again every few seconds; so often it is written into the log."""

log = logging.getLogger(__name__)


class Serving(Protocol):
    """What a node serves on a port: granian, or the port of the log before it."""

    bind_port: int

    async def serve(self) -> None:
        """Serve until stopped."""

    def stop(self) -> None:
        """Stop serving."""


@dataclass(frozen=True)
class Called:
    """Whose certificate a request came by, and why it is not let in; None when it is."""

    node: str
    fault: Refusal | None


class LogPort:
    """The port where peers exchange the log, each known by its certificate.

    `inner` returns the server behind it, for an inner port and for whose a request is.
    """

    def __init__(
        self,
        host: str,
        port: int,
        tls: PeerTls,
        inner: Callable[[int, Callable[[Mapping[str, Any]], Called]], Server],
    ) -> None:
        self.host, self.bind_port = host, port
        self._tls = Renewed(tls, tls.serving)
        self._names, self._revoked = Renewed(tls, tls.names), Renewed(tls, tls.revoked)
        self._held = _bound(INNER, 0)
        self._inner_port: int = self._held.getsockname()[1]
        self._inner = inner(self._inner_port, self.caller_of)
        self._callers: dict[int, Shown] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._shaking: dict[socket.socket, tuple[str, asyncio.Task[None]]] = {}
        self._said: dict[tuple[str, str], float] = {}
        self._stopped = asyncio.Event()

    def caller_of(self, scope: Mapping[str, Any]) -> Called:
        """Return whose request this is, and what is wrong with the certificate shown now.

        It is asked of every request: a connection may outlive the certificate that it came by.
        """
        client = scope.get("client") or ("", 0)
        shown = self._callers.get(int(client[1])) if client[0] == INNER else None
        if shown is None:
            return Called("", refusals.not_shown())
        return Called(shown.node, shown.fault(datetime.now(UTC), revoked=self._revoked.now()))

    async def serve(self) -> None:
        """Serve until stopped."""
        behind = asyncio.create_task(self._inner.serve())
        with _bound(self.host, self.bind_port) as listening:
            listening.listen(1024)
            listening.setblocking(False)
            accepting = asyncio.create_task(self._accept(listening))
            told = asyncio.create_task(self._stopped.wait())
            await asyncio.wait([behind, accepting, told], return_when=asyncio.FIRST_COMPLETED)
            accepting.cancel()
        self._inner.stop()
        await behind
        for task in self._tasks:
            task.cancel()
        self._held.close()

    def stop(self) -> None:
        """Stop serving."""
        self._stopped.set()

    async def _accept(self, listening: socket.socket) -> None:
        """Take up whoever calls, each in a task of its own."""
        while True:
            connection, address = await asyncio.get_running_loop().sock_accept(listening)
            if len(self._shaking) >= SHAKING_MAX:
                self._make_room()
            task = asyncio.create_task(self._take(connection, address[0]))
            self._tasks.add(task)
            self._shaking[connection] = address[0], task
            task.add_done_callback(partial(self._gone, connection))

    def _make_room(self) -> None:
        """End the oldest handshake of the address that has most of them.

        Strangers who say nothing would otherwise keep every peer out.
        """
        callers = Counter(address for address, _ in self._shaking.values())
        ((most, _),) = callers.most_common(1)
        oldest = next(one for one, (address, _) in self._shaking.items() if address == most)
        _, task = self._shaking.pop(oldest)
        task.cancel()

    def _gone(self, connection: socket.socket, task: asyncio.Task[None]) -> None:
        """Let go of a caller."""
        self._tasks.discard(task)
        self._shaking.pop(connection, None)
        connection.close()

    async def _take(self, connection: socket.socket, address: str) -> None:
        """Shake hands with a caller, and pass on what it and the node say."""
        stream = TlsStream(connection, self._tls.now())
        try:
            certificate = x509.load_der_x509_certificate(await stream.shake_hands())
        except (OSError, TimeoutError, ValueError) as fault:  # an error of TLS is an OSError
            self._say(address, getattr(fault, "verify_message", "") or _reason(fault))
            return
        self._shaking.pop(connection, None)
        shown = Shown.of(certificate, self._names.now())
        if shown.node:
            note_certificate(shown.node, shown.ends_at)
        if self._has_room_for(shown.node):
            with suppress(OSError):
                await self._pass_on(shown, stream)
        await stream.close()

    def _has_room_for(self, node: str) -> bool:
        """Whether one more connection is taken: of all, and of this node."""
        of_node = sum(shown.node == node for shown in self._callers.values())
        return len(self._callers) < CONNECTIONS_MAX and of_node < OF_A_NODE_MAX

    async def _pass_on(self, shown: Shown, stream: TlsStream) -> None:
        """Pass on what a caller and the node say, until one of them ends."""
        reader, writer = await asyncio.open_connection(INNER, self._inner_port)
        number = writer.get_extra_info("sockname")[1]
        self._callers[number] = shown
        ways = [
            asyncio.create_task(_to_the_node(stream, writer)),
            asyncio.create_task(_to_the_caller(reader, stream)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            del self._callers[number]
            writer.close()

    def _say(self, address: str, reason: str) -> None:
        """Count who was turned away in the handshake; write it down, but not every time."""
        note_turned_away(reason)
        before, now = self._said.get((address, reason)), monotonic()
        if before is None or now - before > SAID_EVERY_SECONDS:
            if len(self._said) > CONNECTIONS_MAX:
                self._said.clear()
            self._said[address, reason] = now
            log.warning("turned away at the port of the log: %s: %s", address, reason)


async def _to_the_node(stream: TlsStream, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await stream.read():
            writer.write(piece)
            await writer.drain()


async def _to_the_caller(reader: asyncio.StreamReader, stream: TlsStream) -> None:
    with suppress(OSError, TimeoutError):
        while piece := await reader.read(PIECE_BYTES):
            await stream.write(piece)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket bound to a port, which other processes of the node may share."""
    made = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    made.bind((host, port))
    return made


def _reason(fault: BaseException) -> str:
    """Return in few words why hands were not shaken."""
    reason = getattr(fault, "reason", "") or type(fault).__name__
    return str(reason).replace("_", " ").lower()
