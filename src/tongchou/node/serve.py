"""Serving one node: its pages and machine routes by threads, its loop by one more."""

import logging
import signal
import sys
import time
from types import FrameType

from django.conf import settings
from django.db import OperationalError
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from tongchou.channels.jobs.loop import Loop
from tongchou.node.databases import app_url
from tongchou.node.rights import must_be_fit
from tongchou.node.steps import steps_of
from tongchou.node.wsgi import application

THREADS = 6
DATABASE_SECONDS = 30
"""How long a database that is being recovered is waited for."""

log = logging.getLogger(__name__)


def serve(*, host: str, port: int) -> None:
    """Serve this node until it is told to stop."""
    signal.signal(signal.SIGTERM, _stop)
    server = server_at(host, port)
    _await_fitness()
    loop = Loop(app_url(settings.NODE_CODE, settings.HOME), steps_of(settings.ROLE.steps))
    loop.start()
    log.info("node %s (%s) serves on port %s", settings.NODE_CODE, settings.ROLE.name, port)
    server.run()  # returns when the process is told to stop, after the requests at hand
    loop.stop()


def _await_fitness() -> None:
    """Wait for the database, and raise `UnfitToServe` when its role has too many rights."""
    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            return must_be_fit()
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def server_at(host: str, port: int) -> BaseWSGIServer | MultiSocketServer:
    """Return the server of this node's pages; behind a proxy that speaks HTTPS it says so.

    A browser names the scheme it sees with every form it sends, and Django compares.
    """
    return create_server(
        application,
        host=host,
        port=port,
        threads=THREADS,
        ident="tongchou",
        url_scheme="https" if settings.BEHIND_HTTPS else "http",
    )


def _stop(signal_number: int, frame: FrameType | None) -> None:
    del signal_number, frame
    sys.exit()
