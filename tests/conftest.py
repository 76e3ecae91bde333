"""What all tests share: one embedded server per worker, and a clean database for every test.

A test that writes asks for `province` or `ministry`; one that needs both asks for `stand`
and says where it stands. No test that asks for none of them starts a server.
"""

import gc
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ.update(
    TONGCHOU_NODE="34",
    DJANGO_SETTINGS_MODULE="both_roles",
    DJANGO_ALLOW_ASYNC_UNSAFE="1",  # the browser's driver keeps a loop in this thread
)

import django
import pytest

gc.disable()  # until all tests are collected: nothing of them is garbage
django.setup()  # before any test imports a table

from django.db import connection
from django.test.utils import override_settings

from databases import Copy, Databases
from running import Cluster, cluster, copy_models, server_home
from tongchou.channels.demo.life import Played, play
from tongchou.node.databases import as_app, django_database
from tongchou.node.postgres import Postgres
from tongchou.node.roles import role_of

SignIns = dict[str, Any]
Stand = Callable[[str], SignIns]


COUNTRY = ("journeys", "browser")
"""Folders of tests that share one set of running nodes, and so one worker."""
RUNNING = (*COUNTRY, "faults", "node", "simulation")
"""Folders of tests that start processes of their own, or simulate a minute of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that starts no process of its own as pure: `make check` runs them.

    Bombs are tried in processes of their own, whose memory is limited. The long ones come first,
    so that no worker waits in the end for the other's.
    """
    items.sort(key=lambda item: [*RUNNING, _folder_of(item.path)].index(_folder_of(item.path)))
    for item in items:
        starts_one = _folder_of(item.path) in RUNNING or item.path.stem.startswith("test_bombs")
        if "server" not in getattr(item, "fixturenames", ()) and not starts_one:
            item.add_marker("pure")


def pytest_collection_finish() -> None:
    """Look for garbage again, but never among what was loaded: that is half a million objects."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give a worker one file after the other, and all that share the country at once."""
    from xdist.scheduler import LoadFileScheduling  # noqa: PLC0415 - `make check` is without it

    class ByCountry(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file: str = super()._split_scope(nodeid)
            return "country" if file.split("/")[1] in COUNTRY else file

    return ByCountry(config, log)


def _folder_of(path: Path) -> str:
    return path.relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Lend the demo's nodes, running, to all tests that change nothing another one rests on."""
    with cluster(tmp_path_factory.mktemp("country")) as running:
        yield running


@pytest.fixture(scope="session")
def played(nodes: Cluster) -> Played:
    """Play the demo's life in the running nodes."""
    return play(nodes.nodes, list[str]().append)


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    """Lend an embedded server that forgets what a power failure would lose, and is fast for it.

    Nothing analyses a table behind a test's back: plans would hang on when it came.
    """
    with server_home() as home:
        copy_models(home)
        quick = {"synchronous_commit": "off", "autovacuum": "off"}
        postgres = Postgres(home, quick)
        postgres.start()
        yield postgres
        postgres.stop()


@pytest.fixture(scope="session")
def databases(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Lend the databases of this worker, each made when it is first asked for."""
    lent = Databases(server, tmp_path_factory.mktemp("home"))
    yield lent
    connection.close()
    lent.close()


@pytest.fixture(scope="session")
def prepared(databases: Databases) -> Callable[[str], Path]:
    """Return how a node is prepared, once per worker; it returns the home of the nodes."""

    def prepare_once(code: str) -> Path:
        databases.prepare(code)
        return databases.home

    return prepare_once


@pytest.fixture
def stand(databases: Databases) -> Iterator[Stand]:
    """Return how a test takes its stand in a node: the node's code and clean database are ours."""
    before = dict(connection.settings_dict)
    stood: dict[str, Copy] = {}
    overrides: list[override_settings] = []

    def take_stand(code: str) -> SignIns:
        stood[code] = databases.copy(code)
        home = databases.home
        connection.close()
        connection.settings_dict.update(django_database(as_app(stood[code].url, home)))
        overrides.append(override_settings(NODE_CODE=code, ROLE=role_of(code), HOME=home))
        overrides[-1].enable()
        signed_in: SignIns = json.loads((home / "nodes" / code / "sign-ins.json").read_text())
        return signed_in

    yield take_stand
    connection.close()
    connection.settings_dict.update(before)
    for override in reversed(overrides):
        override.disable()
    for copy in stood.values():
        copy.clean()


@pytest.fixture
def province(stand: Stand) -> SignIns:
    """Stand in 安徽, node 34, with a clean database; returns its demo sign-ins."""
    return stand("34")


@pytest.fixture
def ministry(stand: Stand) -> SignIns:
    """Stand in the ministry, node 00, with a clean database; returns its demo sign-ins."""
    return stand("00")
