"""What all tests share: one embedded server per run, and a fresh database for every test.

A test that writes asks for `province` or `ministry`; one that needs both asks for `stand`
and says where it stands. No test that asks for none of them starts a server.
"""

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
import psycopg
import pytest

django.setup()  # before any test imports a table

from django.db import connection
from django.test.utils import override_settings

from running import open_to_all
from tongchou.node.databases import django_database
from tongchou.node.postgres import Postgres
from tongchou.node.prepare import prepare
from tongchou.node.roles import role_of
from tongchou.sync.keys import create_keys

SignIns = dict[str, Any]
Stand = Callable[[str], SignIns]

PASSWORD = "by-the-book"


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Lend an embedded server that forgets what a power failure would lose, and is fast for it."""
    home = tmp_path_factory.mktemp("server")
    open_to_all(home)
    postgres = Postgres(home, {"fsync": "off", "synchronous_commit": "off"})
    postgres.start()
    yield postgres
    postgres.stop()


@pytest.fixture(scope="session")
def prepared(server: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Prepare a node once per run, and return its home: its database is copied for each test."""
    home = tmp_path_factory.mktemp("home")
    create_keys(home, ("00", "31", "32", "34"))
    done: set[str] = set()

    def prepare_once(code: str) -> Path:
        if code not in done:
            os.environ[f"DATABASE_URL_{code}"] = server.url(f"tongchou_{code}")
            with override_settings(ROLE=role_of(code), HOME=home):
                prepare([code], home=home, password=PASSWORD)
            done.add(code)
        return home

    return prepare_once


@pytest.fixture
def stand(server: Postgres, prepared: Callable[[str], Path]) -> Iterator[Stand]:
    """Return how a test takes its stand in a node: the node's code and fresh database are ours."""
    made: list[str] = []
    before = dict(connection.settings_dict)
    overrides: list[override_settings] = []

    def take_stand(code: str) -> SignIns:
        home = prepared(code)
        name = f"test_{code}"
        if name not in made:
            _run(server, f"CREATE DATABASE {name} TEMPLATE tongchou_{code}")
            made.append(name)
        connection.close()
        connection.settings_dict.update(django_database(server.url(name)))
        overrides.append(override_settings(NODE_CODE=code, ROLE=role_of(code), HOME=home))
        overrides[-1].enable()
        signed_in: SignIns = json.loads((home / "nodes" / code / "sign-ins.json").read_text())
        return signed_in

    yield take_stand
    connection.close()
    connection.settings_dict.update(before)
    for override in reversed(overrides):
        override.disable()
    for name in made:
        _run(server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def province(stand: Stand) -> SignIns:
    """Stand in 安徽, node 34, with a fresh database; returns its demo sign-ins."""
    return stand("34")


@pytest.fixture
def ministry(stand: Stand) -> SignIns:
    """Stand in the ministry, node 00, with a fresh database; returns its demo sign-ins."""
    return stand("00")


def _run(server: Postgres, statement: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        outside.execute(statement)
