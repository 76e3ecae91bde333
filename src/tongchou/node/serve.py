"""Serving one node: its gate in front of its pages and machine routes, and its loop beside them.

A node may be several processes on one port: the kernel spreads callers over them, and of their
loops only one works.
"""

import asyncio
import gc
import logging
import os
import resource
import signal
import socket
import time
from collections.abc import Sequence
from contextlib import closing
from importlib import import_module
from pathlib import Path

from django.conf import settings
from django.db import OperationalError
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from tongchou.channels.api.waiting import WAITING_MAX
from tongchou.channels.jobs.loop import Loop
from tongchou.node.databases import app_url
from tongchou.node.entrances import ENTRANCES, Entrance
from tongchou.node.gate import Caller, Gate
from tongchou.node.identity import must_be_private, must_prove_itself
from tongchou.node.log_port import INNER, LogPort, Serving
from tongchou.node.rights import must_be_fit
from tongchou.node.tasks import tasks_of
from tongchou.node.visitors import is_known, log_tip
from tongchou.node.watch.measures import note_memory, note_request
from tongchou.node.wsgi import application

DATABASE_SECONDS = 30
"""How long a database that is being recovered is waited for."""
HEADER_MILLISECONDS = 15_000
"""How long a caller may take to say what it asks for, and how long it may say nothing."""
HEADER_BYTES_MAX = 32 * 1024
"""How long its address and headers may be. Python reads a quoted cookie, and Django the kinds of
a body, in time that grows with the square of their length: 400 KB of them took minutes."""
CALLERS_MAX = 4_000
HEARTBEAT_SECONDS = 1.0
FINISH_SECONDS = 10.0
"""How long the requests at hand are waited for when a process is told to stop."""

log = logging.getLogger(__name__)


def serve(*, host: str, port: int, heartbeat: Path | None = None) -> None:
    """Serve this node until it is told to stop; touch the file `heartbeat` every second.

    Raises `OSError` when a port is taken, `UnfitToServe` when the database's role may not serve,
    the node has no key of its own to sign with, or its log would travel open.
    """
    must_be_private(host)
    servers = servers_at(host, port)
    for server in servers:
        _must_be_free(host, server.bind_port)
    _await_fitness()
    _allow_many_callers()
    load_for_good()
    loop = Loop(app_url(settings.NODE_CODE, settings.HOME), tasks_of(settings.ROLE.tasks))
    loop.start()
    log.info("node %s (%s) serves on port %s", settings.NODE_CODE, settings.ROLE.name, port)
    asyncio.run(_run(servers, heartbeat))
    loop.stop()


def load_for_good() -> None:
    """Load every page, and take what is loaded out of the garbage collector's way.

    A full collection would walk 300,000 objects that never go, for 90 ms in the midst of a page.
    """
    import_module(settings.ROOT_URLCONF)
    gc.collect()
    gc.freeze()


def servers_at(host: str, port: int) -> list[Serving]:
    """Return the servers of this node: one, or one more for peers who show a certificate."""
    peering = settings.PEERING
    if not peering.sync_port:
        return [_server(host, port, ENTRANCES, certificate=settings.TLS_CERT)]
    peers = tuple(entrance for entrance in ENTRANCES if entrance.name == "sync")
    others = tuple(entrance for entrance in ENTRANCES if entrance not in peers)
    pages = _server(host, port, others, certificate=settings.TLS_CERT)
    if not peering.speaks_tls:
        return [pages, _server(peering.sync_host, peering.sync_port, peers)]

    def behind(inner_port: int, caller: Caller) -> Server:
        return _server(INNER, inner_port, peers, caller=caller)

    return [pages, LogPort(peering.sync_host, peering.sync_port, peering.tls, behind)]


def _server(
    host: str,
    port: int,
    entrances: Sequence[Entrance],
    *,
    certificate: Path | None = None,
    caller: Caller | None = None,
) -> Server:
    """Return a server in front of some entrances; with a certificate it speaks TLS itself.

    Behind a proxy that speaks HTTPS it names the scheme that a browser sees: a browser sends it
    with every form, and Django compares.
    """
    scheme = "https" if settings.BEHIND_HTTPS else ""
    gate = Gate(
        application,
        entrances,
        knows=is_known,
        scheme=scheme,
        counts=note_request,
        caller=caller,
        cpu=settings.CPU,
        tip=log_tip,
        waiting_max=max(1, WAITING_MAX // settings.PROCESSES),
    )
    return Server(
        gate,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(
            header_read_timeout=HEADER_MILLISECONDS, max_buffer_size=HEADER_BYTES_MAX
        ),
        websockets=False,
        backlog=1024,
        backpressure=CALLERS_MAX,
        log_enabled=False,
        ssl_cert=certificate,
        ssl_key=settings.TLS_KEY if certificate else None,
    )


async def _run(servers: Sequence[Serving], heartbeat: Path | None) -> None:
    """Serve until told to stop; a server that ends by itself ends the others too."""
    told = asyncio.Event()
    running = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        running.add_signal_handler(number, told.set)
    serving = [asyncio.create_task(server.serve()) for server in servers]
    beating = asyncio.create_task(_beat(heartbeat))
    stopping = asyncio.create_task(told.wait())
    await asyncio.wait([*serving, stopping], return_when=asyncio.FIRST_COMPLETED)
    for server in servers:
        server.stop()
    await asyncio.wait(serving, timeout=FINISH_SECONDS)
    beating.cancel()


async def _beat(heartbeat: Path | None) -> None:
    """Show that this process goes on; one that is frozen or hangs does not."""
    while heartbeat:
        os.utime(heartbeat)
        note_memory()
        await asyncio.sleep(HEARTBEAT_SECONDS)


def _await_fitness() -> None:
    """Wait for the database; raise `UnfitToServe` when its role or the node's key does not fit."""
    until = time.monotonic() + DATABASE_SECONDS
    while True:
        try:
            must_be_fit()
            return must_prove_itself()
        except OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _allow_many_callers() -> None:
    """Let this process hold as many connections as the system allows it."""
    _, allowed = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, allowed))


def _must_be_free(host: str, port: int) -> None:
    """Raise `OSError` when another program listens on a port; processes of one node share it."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with closing(socket.socket(family)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        probe.bind((host, port))
