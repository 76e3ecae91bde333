"""Making a node ready to run: its database and tables, its rights, its peers, its sign-ins."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from tongchou.agency.seeding import seed
from tongchou.node.databases import (
    app_url,
    database_named,
    django_database,
    family,
    name_in,
    owner_url,
    user_in,
)
from tongchou.node.files import read_or_make, write_private
from tongchou.node.rights import grant, make_role
from tongchou.proof.repair.changes.searching import fill_if_empty
from tongchou.proof.sums import watch_partitions
from tongchou.storage.partitions import make_partitions
from tongchou.sync.changes import meet
from tongchou.sync.changes.register import enter_first_keys
from tongchou.sync.keys import Keyring, create_keys


def prepare(codes: Sequence[str], *, home: Path, password: str = "") -> None:
    """Make nodes of one role ready; a password asks for demo sign-ins, which all take it.

    Safe to repeat. Each node's sign-ins are left in its own folder, for its user's eyes only.
    """
    create_keys(home, codes)
    for code in codes:
        read_or_make(home / "nodes" / code / "secret", token_urlsafe(48))
        url, served = owner_url(code), app_url(code, home)
        _make_database(url, served, home)
        with as_owner_of(url):
            _migrate()
            know_peers(Keyring(home, code))
            fill_if_empty()
            grant(user_in(served))
            if password:
                _make_demo(code, home / "nodes" / code / "sign-ins.json", password)


def know_peers(keyring: Keyring) -> None:
    """Enter what the key files say into the register, and give each peer its link and partitions.

    As the owner of the tables; safe to repeat, also while the node runs.
    """
    enter_first_keys(keyring, settings.NOW())
    peers = keyring.peers()
    meet([peer for peer in peers if peer in settings.ROLE.peers])
    with transaction.atomic():
        make_partitions(peer for peer in peers if peer in settings.ROLE.partitions)
        watch_partitions()


def _make_demo(code: str, told: Path, password: str) -> None:
    """Make a node's demo sign-ins; those that were told before keep their tokens."""
    try:
        before = json.loads(told.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = {}
    made = seed(code, password=password, at=settings.NOW(), before=before)
    write_private(told, json.dumps(made, ensure_ascii=False, indent=2))


def _make_database(url: str, served: str, home: Path) -> None:
    """Make a database where there is none, as a copy of the role's model on the same server.

    The role that serves it is made there too.

    The model's tables are migrated once, so 33 nodes cost little more than one.
    """
    with psycopg.connect(database_named(url, "postgres"), autocommit=True) as server:
        make_role(server, served, home)
        if _exists(server, name_in(url)):
            return
        model = f"{family()}_model_{settings.ROLE.name}"
        if not _exists(server, model):
            _create(server, model, copied_from="template1")
        with as_owner_of(database_named(url, model)):
            _migrate()
        _create(server, name_in(url), copied_from=model)


@contextmanager
def as_owner_of(url: str) -> Iterator[None]:
    """Point Django's connection at a database, as its owner, for a while."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(django_database(url))
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def lacks_migrations() -> bool:
    """Whether the database's tables are older than the code."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _migrate() -> None:
    if lacks_migrations():
        call_command("migrate", verbosity=0, interactive=False)


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _create(server: psycopg.Connection, name: str, *, copied_from: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(copied_from)))
