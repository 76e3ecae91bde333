"""Where a node's database is, and as whom it is used.

Two roles come to it. The owner makes and changes tables: `tongchou node prepare` and repairs come
as the owner. The application serves: it owns nothing, may not change what is append-only, and
has a name and a password of its own. A serving process is told the application's address only.
"""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from secrets import token_hex
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tongchou.node.files import read_or_make

_DJANGO_NAMES = {
    "dbname": "NAME",
    "user": "USER",
    "password": "PASSWORD",
    "host": "HOST",
    "port": "PORT",
}
_NEVER_UNASKED = 2**31 - 1
"""After how many times a statement is prepared that does not ask for it."""

_SECRETS = ("user", "password", "passfile")


def owner_url(code: str) -> str:
    """Return where the owner of a node's tables finds its database; as URL or conninfo."""
    return _named_for(code, "DATABASE_URL") or f"dbname={name_for(code)}"


def app_url(code: str, home: Path) -> str:
    """Return where a node finds its database when it serves; as URL or conninfo.

    Where no address is given, it is the owner's, less the owner's name and secret.
    """
    return _named_for(code, "DATABASE_URL_APP") or as_app(owner_url(code), home)


def _named_for(code: str, variable: str) -> str:
    return os.environ.get(f"{variable}_{code}") or os.environ.get(variable, "")


def as_app(url: str, home: Path) -> str:
    """Return the conninfo of the same database for the application, whose password is in a file."""
    place = {name: value for name, value in conninfo_to_dict(url).items() if name not in _SECRETS}
    return make_conninfo("", **place, user=app_role(), passfile=str(app_passfile(home)))


def app_url_on(owners: str, code: str, home: Path) -> str:
    """Return the same for one of several nodes on a server, given where its owner comes in."""
    named = os.environ.get("DATABASE_URL_APP")
    own = os.environ.get(f"DATABASE_URL_APP_{code}")
    return own or (database_named(named, name_for(code)) if named else as_app(owners, home))


def family() -> str:
    """Return how the names of our databases and roles begin on a server that others use too."""
    return os.environ.get("TONGCHOU_DATABASES") or "tongchou"


def name_for(code: str) -> str:
    """Return how a node's database is called on a server that holds those of many nodes."""
    return f"{family()}_{code}"


def app_role() -> str:
    """Return the role that nodes serve as, unless their address names another."""
    return f"{family()}_app"


def app_passfile(home: Path) -> Path:
    """Return the file with the application's password, in the form that libpq reads."""
    return home / "app.pgpass"


def secret_in(passfile: Path, user: str) -> str:
    """Return a role's password out of a file of passwords, made there if there is no file yet."""
    return read_or_make(passfile, f"*:*:*:{user}:{token_hex(24)}\n").strip().rpartition(":")[2]


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


def user_in(url: str) -> str:
    """Return the role that a URL or conninfo comes as."""
    return str(conninfo_to_dict(url)["user"])


def django_database(url: str) -> dict[str, Any]:
    """Return Django's settings for a database."""
    given: Mapping[str, Any] = conninfo_to_dict(url)
    named = {ours: str(given.get(libpq) or "") for libpq, ours in _DJANGO_NAMES.items()}
    return {
        "ENGINE": "tongchou.node.database",
        **named,
        "OPTIONS": {name: value for name, value in given.items() if name not in _DJANGO_NAMES}
        | {"prepare_threshold": _NEVER_UNASKED},
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }
