"""The two tiers that a test of proofs stands between, and a life that is told in 安徽."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from django.test import override_settings
from tiers import Tiers, clock
from told import live

from databases import Databases
from tongchou.node.postgres import Postgres


@pytest.fixture
def wired() -> Iterator[None]:
    """Let the node answer as the ministry does to provinces; ends after every stand taken in it."""
    with override_settings(ROOT_URLCONF="tiers", ALLOWED_HOSTS=["ministry"], NOW=clock):
        yield


@pytest.fixture
def tiers(wired: None, stand: Callable[[str], Any], databases: Databases) -> Tiers:
    """Lend 安徽 and the ministry with clean databases; the test stands in 安徽."""
    del wired
    return Tiers(stand, databases)


@pytest.fixture
def life(province: dict[str, Any]) -> None:
    """Let a life be told."""
    del province
    live()


@pytest.fixture
def owner(server: Postgres) -> Iterator[psycopg.Connection]:
    """Lend a connection as the owner of the province's tables."""
    with psycopg.connect(server.url("test_34"), autocommit=True) as connection:
        yield connection
