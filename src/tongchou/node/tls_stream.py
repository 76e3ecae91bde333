"""A caller's connection over TLS, kept by the standard library's `ssl` between two buffers.

asyncio's own TLS ends a connection in which hands are not shaken without a word; here the caller is
sent the alert that says why.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

PIECE_BYTES = 64 * 1024
HANDSHAKE_SECONDS = 10.0
SEND_SECONDS = 120.0
"""How long a caller may take to read what it is sent."""
FAREWELL_SECONDS = 2.0
"""So long a caller is still listened to at the end, so that it reads what it was told last."""

Done = TypeVar("Done")


class TlsStream:
    """What a caller says and is told, as plain bytes."""

    def __init__(self, connection: socket.socket, context: ssl.SSLContext) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._coming, self._going = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._coming, self._going, server_side=True)
        self._sending = asyncio.Lock()
        self._loop = asyncio.get_running_loop()

    async def shake_hands(self) -> bytes:
        """Shake hands; return the certificate that was shown (DER).

        Raises `OSError`, of which an error of TLS is one, after the caller was told why.
        """
        try:
            async with asyncio.timeout(HANDSHAKE_SECONDS):
                await self._through(self._tls.do_handshake)
        except ssl.SSLError:
            await self._farewell()
            raise
        return self._tls.getpeercert(binary_form=True) or b""

    async def read(self) -> bytes:
        """Return what comes next; nothing at the end."""
        with suppress(ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return await self._through(partial(self._tls.read, PIECE_BYTES))
        return b""

    async def write(self, said: bytes) -> None:
        """Send bytes, all of them."""
        rest = memoryview(said)
        while rest:
            rest = rest[await self._through(partial(self._tls.write, rest)) :]

    async def close(self) -> None:
        """Say that nothing more comes, and end."""
        with suppress(OSError, ValueError):
            self._tls.unwrap()
        with suppress(OSError, TimeoutError):
            await self._send()
        await self._farewell()
        self._socket.close()

    async def _through(self, step: Callable[[], Done]) -> Done:
        """Take a step of TLS, as often as it waits for the caller; send what it wants said."""
        while True:
            try:
                done = step()
            except ssl.SSLWantReadError:
                await self._send()
                piece = await self._loop.sock_recv(self._socket, PIECE_BYTES)
                self._coming.write(piece) if piece else self._coming.write_eof()
            except ssl.SSLError:
                await self._send()
                raise
            else:
                await self._send()
                return done

    async def _send(self) -> None:
        """Send what is to be said; one after the other, since both ways may want to."""
        async with self._sending, asyncio.timeout(SEND_SECONDS):
            if self._going.pending:
                await self._loop.sock_sendall(self._socket, self._going.read())

    async def _farewell(self) -> None:
        """Let a caller read the last words: who closes with his unread takes back its own too."""
        with suppress(OSError, TimeoutError):
            self._socket.shutdown(socket.SHUT_WR)
            async with asyncio.timeout(FAREWELL_SECONDS):
                while await self._loop.sock_recv(self._socket, PIECE_BYTES):
                    pass
