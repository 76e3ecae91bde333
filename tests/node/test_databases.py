"""Where databases are, and which of them a demo may remove."""

import psycopg
import pytest

from tongchou.node.databases import drop_databases, name_for, owner_url
from tongchou.node.postgres import Postgres


def test_a_node_s_database_is_its_own_address_or_one_named_after_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_URL_34", raising=False)
    assert owner_url("34") == "dbname=tongchou_34"

    monkeypatch.setenv("TONGCHOU_DATABASES", "tongchou_demo")
    assert name_for("34") == "tongchou_demo_34"

    monkeypatch.setenv("DATABASE_URL_34", "dbname=mine")
    assert owner_url("34") == "dbname=mine"


def test_only_the_databases_named_are_removed(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("demo_34", "mine_34")
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        for name in names:
            outside.execute(f"CREATE DATABASE {name}")
        monkeypatch.setenv("DATABASE_URL", server.url("postgres"))

        drop_databases(["demo_34", "never_made"])

        left = outside.execute(
            "SELECT datname FROM pg_database WHERE datname = ANY(%s)", [[*names]]
        )
        assert left.fetchall() == [("mine_34",)]
        outside.execute("DROP DATABASE mine_34")


def test_without_a_server_in_the_environment_nothing_is_removed(
    server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that another variable names is left as it is."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as outside:
        outside.execute("CREATE DATABASE anything_34")
        monkeypatch.delenv("DATABASE_URL", raising=False)
        monkeypatch.setenv("DATABASE_URL_34", server.url("anything_34"))

        drop_databases(["anything_34"])

        left = outside.execute("SELECT count(*) FROM pg_database WHERE datname = 'anything_34'")
        assert left.fetchone() == (1,)
        outside.execute("DROP DATABASE anything_34")
