"""Making a node ready to run: its database and tables, its rights, its peers, its sign-ins."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from tongchou.agency.seeding import seed
from tongchou.node.databases import APP_ROLE, database_named, django_database, name_in, url_of
from tongchou.node.files import read_or_make, write_private
from tongchou.storage.partitions import make_partitions, partition_names
from tongchou.sync.changes import meet
from tongchou.sync.keys import Keyring, create_keys


def prepare(codes: Sequence[str], *, home: Path, password: str = "") -> None:
    """Make nodes of one role ready; a password asks for demo sign-ins, which all take it.

    Safe to repeat. Each node's sign-ins are left in its own folder, for its user's eyes only.
    """
    create_keys(home, codes)
    for code in codes:
        read_or_make(home / "nodes" / code / "secret", token_urlsafe(48))
        url = url_of(code)
        _make_database(url)
        with _as_owner_of(url):
            _migrate()
            peers = Keyring(home, code).peers()
            meet([peer for peer in peers if peer in settings.ROLE.peers])
            with transaction.atomic():
                make_partitions(peer for peer in peers if peer in settings.ROLE.partitions)
            if password:
                write_private(
                    home / "nodes" / code / "sign-ins.json",
                    json.dumps(seed(code, password=password), ensure_ascii=False, indent=2),
                )


def _make_database(url: str) -> None:
    """Make a database where there is none, as a copy of the role's model on the same server.

    The model's tables are migrated once, so 33 nodes cost little more than one.
    """
    with psycopg.connect(database_named(url, "postgres"), autocommit=True) as server:
        _make_app_role(server)
        if _exists(server, name_in(url)):
            return
        model = f"tongchou_model_{settings.ROLE.name}"
        if not _exists(server, model):
            _create(server, model, copied_from="template1")
        with _as_owner_of(database_named(url, model)):
            _migrate()
        _create(server, name_in(url), copied_from=model)


@contextmanager
def _as_owner_of(url: str) -> Iterator[None]:
    """Point Django's connection at a database, as its owner, for a while."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(django_database(url, as_owner=True))
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
        _grant()


def _grant() -> None:
    """Let the application read and write, but only add to what is append-only.

    What is derived is written by the database alone. A partition is reached through its table
    only, or what is append-only could be changed there.
    """
    statements = [
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        *(f"REVOKE UPDATE, DELETE ON {table} FROM {{role}}" for table in _tables("append_only")),
        *(
            f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {{role}}"
            for table in _tables("derived")
        ),
        *(f"REVOKE ALL ON {name} FROM {{role}}" for name in partition_names()),
    ]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(role=APP_ROLE))


def _tables(mark: str) -> list[str]:
    """Return the tables of the models that carry a mark, such as `append_only`."""
    return sorted(
        model._meta.db_table  # noqa: SLF001 - Django's documented name for it
        for model in apps.get_models()
        if getattr(model, mark, False)
    )


def _make_app_role(server: psycopg.Connection) -> None:
    try:
        server.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN")
    except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
        return  # made before, or by another node at this moment
    server.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")


def _exists(server: psycopg.Connection, name: str) -> bool:
    found = server.execute("SELECT FROM pg_database WHERE datname = %s", [name])
    return found.fetchone() is not None


def _create(server: psycopg.Connection, name: str, *, copied_from: str) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    server.execute(statement.format(sql.Identifier(name), sql.Identifier(copied_from)))
