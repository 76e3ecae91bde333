"""A wire between two nodes that a test can cut, slow down, let hang, or tear."""

import socket
import threading
import time
from contextlib import suppress

FAULTS = ("cut", "hang", "slow", "tear")
SLOW_SECONDS = 0.3
PIECE_BYTES = 65_536


class Wire:
    """A port that passes on to another one whatever comes, unless its `fault` says otherwise.

    `cut`: nobody is taken in, and who was is cut off. `hang`: what is sent stays on the way.
    `slow`: each piece takes a third of a second. `tear`: half of a piece arrives, and no more.
    """

    def __init__(self, target: int) -> None:
        self._target = target
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._fault = ""
        threading.Thread(target=self._take_in, daemon=True).start()

    @property
    def url(self) -> str:
        """Where callers come in."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def become(self, fault: str) -> None:
        """Fail in one way from now on; in none with an empty name."""
        self._fault = fault
        if fault == "cut":
            with self._lock:
                found, self._open = self._open, set()
            for one in found:
                _close(one)

    def close(self) -> None:
        """Take nobody in any more, and cut off who was."""
        self._listener.close()
        self.become("cut")

    def _take_in(self) -> None:
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            try:
                if self._fault == "cut":
                    raise ConnectionRefusedError
                there = socket.create_connection(("127.0.0.1", self._target), 5)
            except OSError:
                _close(caller)
                continue
            there.settimeout(None)
            with self._lock:
                self._open |= {caller, there}
            for origin, receiver in ((caller, there), (there, caller)):
                carrying = threading.Thread(
                    target=self._carry, args=(origin, receiver), daemon=True
                )
                carrying.start()

    def _carry(self, origin: socket.socket, receiver: socket.socket) -> None:
        try:
            while piece := origin.recv(PIECE_BYTES):
                while self._fault == "hang":
                    time.sleep(0.05)
                if self._fault == "slow":
                    time.sleep(SLOW_SECONDS)
                if self._fault == "tear":
                    receiver.sendall(piece[: len(piece) // 2])
                    break
                receiver.sendall(piece)
        except OSError:
            pass
        finally:
            with self._lock:
                self._open -= {origin, receiver}
            _close(origin)
            _close(receiver)


def _close(one: socket.socket) -> None:
    with suppress(OSError):
        one.shutdown(socket.SHUT_RDWR)  # also wakes the thread that reads from it
    one.close()
