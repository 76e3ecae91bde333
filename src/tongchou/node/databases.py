"""Where a node's database is, and as whom it is used."""

import os
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

APP_ROLE = "tongchou_app"
"""The role nodes work as: it may add to the log and to the ledger, never change them."""

_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}


def url_of(code: str) -> str:
    """Return where a node's database is, by its environment; as URL or conninfo."""
    return (
        os.environ.get(f"DATABASE_URL_{code}")
        or os.environ.get("DATABASE_URL")
        or f"dbname={name_for(code)}"
    )


def name_for(code: str) -> str:
    """Return how a node's database is called on a server that holds those of many nodes."""
    return f"{os.environ.get('TONGCHOU_DATABASES', 'tongchou')}_{code}"


def drop_databases(names: Iterable[str]) -> None:
    """Remove databases from the server that the environment names, if it names one."""
    url = os.environ.get("DATABASE_URL")
    if not url:
        return
    with psycopg.connect(database_named(url, "postgres"), autocommit=True) as server:
        for name in names:
            statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
            server.execute(statement.format(sql.Identifier(name)))


def database_named(url: str, name: str) -> str:
    """Return the conninfo of another database on the same server."""
    return make_conninfo(url, dbname=name)


def name_in(url: str) -> str:
    """Return the name of the database that a URL or conninfo leads to."""
    return str(conninfo_to_dict(url)["dbname"])


def django_database(url: str, *, as_owner: bool = False) -> dict[str, Any]:
    """Return Django's settings for a database.

    A node works as `tongchou_app`; only migrations and repairs come as the owner.
    """
    given = conninfo_to_dict(url)
    named = {ours: str(given.pop(libpq, "")) for libpq, ours in _DJANGO_NAMES.items()}
    options = str(given.pop("options", ""))
    if not as_owner:
        options = f"{options} -c role={APP_ROLE}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        **named,
        "OPTIONS": {**given, **({"options": options} if options else {})},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
