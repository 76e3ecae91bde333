"""Our server against waitress: the same pages, the same node, side by side in one run.

`python bench/server.py` prints how many times longer our server takes per page, and how much
longer a page takes while two hundred callers hang in the middle of a request. `--soak` asks more.
"""

import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from statistics import median

import httpx
from shared.node import node
from shared.sizes import size

PROVINCE = "34"
PAGE = "/clerk/sign-in"
CALLERS = 4
ROUNDS = 5
PAGES = size(150, 1_000)
SLOW = 200
LIMIT, LIMIT_SLOW = 1.25, 1.5
HALF = b"POST /api/v1/feeds/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900\r\n\r\nab"

WAITRESS = """
    import django, sys
    django.setup()
    from waitress import serve
    from tongchou.node.wsgi import application
    serve(application, host="127.0.0.1", port=int(sys.argv[1]), threads=6, ident=None)
"""


@contextmanager
def served(*words: str, port: int) -> Iterator[str]:
    """Run a server, lend its address once it answers, and end it."""
    started = subprocess.Popen([sys.executable, *words, str(port)])
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            try:
                httpx.get(f"{url}/healthz").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        yield url
    finally:
        started.terminate()
        started.wait(30)


def pages(url: str) -> float:
    """Return the seconds in which several callers are shown pages."""

    def call(count: int) -> None:
        with httpx.Client(base_url=url) as caller:
            for _ in range(count):
                caller.get(PAGE).raise_for_status()

    began = time.perf_counter()
    with ThreadPoolExecutor(CALLERS) as callers:
        for done in [callers.submit(call, PAGES // CALLERS) for _ in range(CALLERS)]:
            done.result()
    return time.perf_counter() - began


@contextmanager
def slow_callers(url: str) -> Iterator[None]:
    """Keep callers hanging in the middle of a request."""
    place = httpx.URL(url)
    with ExitStack() as hanging:
        for _ in range(SLOW):
            caller = hanging.enter_context(socket.create_connection((place.host, place.port or 0)))
            caller.sendall(HALF)
        yield


def alternately(first: Callable[[], float], second: Callable[[], float]) -> float:
    """Return how many times longer the first takes than the second, as a median of rounds."""
    first(), second()
    return median(first() / second() for _ in range(ROUNDS))


def main() -> int:
    """Print the ratios; return 1 when one is over its limit."""
    text = textwrap.dedent(WAITRESS)
    with (
        node(PROVINCE),
        served("-m", "tongchou.node", "node", "serve", "--port", port=8791) as ours,
        served("-c", text, port=8792) as theirs,
    ):
        ratio = alternately(lambda: pages(ours), lambda: pages(theirs))

        def while_others_hang() -> float:
            with slow_callers(ours):
                return pages(ours)

        slow = alternately(while_others_hang, lambda: pages(ours))
    print(f"ratio server: {ratio:.2f} (limit {LIMIT}; a page, against waitress)")
    print(f"ratio server-slow: {slow:.2f} (limit {LIMIT_SLOW}; with {SLOW} slow callers, to none)")
    return int(ratio > LIMIT or slow > LIMIT_SLOW)


if __name__ == "__main__":
    sys.exit(main())
