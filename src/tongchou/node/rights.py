"""The role a node serves as: made, given its rights, and found fit to serve or not.

It may read and write, and only add to what is append-only. It owns no table, is no member of a
role that does, and can neither run programs nor touch files on the server: whoever takes over a
serving process cannot rewrite what happened.
"""

from pathlib import Path
from typing import LiteralString

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from tongchou.node.databases import app_passfile, secret_in
from tongchou.storage.partitions import partition_names
from tongchou.storage.rows import fetch

_ATTRIBUTES = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
FROM pg_roles WHERE rolname = session_user
"""
_MAY = (
    "is a superuser",
    "may make databases",
    "may make roles",
    "may replicate",
    "passes row security",
)
_OWNERS = """
SELECT DISTINCT pg_get_userbyid(owner) FROM (
    SELECT relowner AS owner FROM pg_class WHERE relnamespace = 'public'::regnamespace
    UNION SELECT datdba FROM pg_database WHERE datname = current_database()
    UNION SELECT proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
) AS owners WHERE pg_has_role(session_user, owner, 'MEMBER') ORDER BY 1
"""
_POWERFUL = """
SELECT rolname FROM pg_roles
WHERE (rolsuper OR rolname IN ('pg_execute_server_program', 'pg_write_server_files',
       'pg_read_server_files', 'pg_write_all_data', 'pg_read_all_data', 'pg_maintain',
       'pg_checkpoint', 'pg_create_subscription', 'pg_signal_backend'))
  AND rolname <> session_user AND pg_has_role(session_user, oid, 'MEMBER') ORDER BY 1
"""
_CHANGED = """
SELECT relname FROM pg_class WHERE relname = ANY(%(tables)s)
  AND relnamespace = 'public'::regnamespace
  AND has_table_privilege(session_user, oid, 'UPDATE, DELETE, TRUNCATE') ORDER BY 1
"""
_MAKES = "SELECT has_schema_privilege(session_user, 'public', 'CREATE')"
_MAKE = "CREATE ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
_ROLES_LOCK = 0x726F6C65
"""An advisory lock: nodes that are prepared at the same time make the role one after the other."""


class UnfitToServe(Exception):
    """The role that came has rights which no serving process may have; the message names them."""


def tables_marked(mark: str) -> list[str]:
    """Return the tables of the models that carry a mark, such as `append_only`."""
    return sorted(
        model._meta.db_table  # noqa: SLF001 - Django's documented name for it
        for model in apps.get_models()
        if getattr(model, mark, False)
    )


def make_role(server: psycopg.Connection, app_url: str, home: Path) -> None:
    """Make the role that an address serves as, where the server has none of this name.

    The connection is the owner's. The password is the address's own, or the one in our file;
    only a role with the password in our file is given it anew.
    """
    make_login(server, app_url, app_passfile(home))


def make_login(
    server: psycopg.Connection, address: str, passfile: Path, *, make: LiteralString = _MAKE
) -> None:
    """Make the role that an address comes as; `passfile` is ours, if the address names it."""
    given = conninfo_to_dict(address)
    user = str(given["user"])
    ours = given.get("passfile") == str(passfile)
    password = secret_in(passfile, user) if ours else str(given.get("password") or "")
    server.execute("SELECT pg_advisory_lock(%s)", [_ROLES_LOCK])
    try:
        known = server.execute("SELECT FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        if known is None:
            server.execute(sql.SQL(make).format(sql.Identifier(user)))
        if password and (ours or known is None):
            # What the server is told, and may log, is a digest that nobody can sign in with.
            digest = server.pgconn.encrypt_password(
                password.encode(), user.encode(), b"scram-sha-256"
            ).decode()
            change = sql.SQL("ALTER ROLE {} PASSWORD {}")
            server.execute(change.format(sql.Identifier(user), sql.Literal(digest)))
    finally:
        server.execute("SELECT pg_advisory_unlock(%s)", [_ROLES_LOCK])


def grant(role: str) -> None:
    """Let a role read and write the tables here, and only add to what is append-only.

    It makes no temporary table, which would stand before the one of the same name. What is
    derived is written by the database alone. A partition is reached through its table
    only, or what is append-only could be changed there; to one of a table that is copied rows
    may be added.
    """
    statements = [
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC, {role}",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
        "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
        *(
            f"REVOKE UPDATE, DELETE ON {name} FROM {{role}}"
            for name in tables_marked("append_only")
        ),
        *(
            f"REVOKE INSERT, UPDATE, DELETE ON {name} FROM {{role}}"
            for name in tables_marked("derived")
        ),
        *(f"REVOKE ALL ON {name} FROM {{role}}" for name in partition_names()),
        *(
            f"GRANT INSERT ON {name} TO {{role}}"
            for table in tables_marked("is_copied")
            for name in partition_names(table)
        ),
    ]
    names = {
        "role": sql.Identifier(role),
        "database": sql.Identifier(str(connection.settings_dict["NAME"])),
    }
    together = sql.SQL("; ".join(statements)).format(**names)  # one transaction: never too much
    with connection.cursor() as cursor:
        cursor.execute(together)


def unfit() -> list[str]:
    """Return why the role that this process came as must not serve; empty when it may."""
    ((*attributes,),) = fetch(_ATTRIBUTES)
    found = [may for may, has in zip(_MAY, attributes, strict=True) if has]
    found += [f"is or may become {owner}, who owns what is here" for (owner,) in fetch(_OWNERS)]
    found += [f"may act as {role}" for (role,) in fetch(_POWERFUL)]
    kept = tables_marked("append_only") + tables_marked("derived")
    changed = [table for (table,) in fetch(_CHANGED, tables=kept)]
    if changed:
        found.append(f"may change what is append-only: {', '.join(changed)}")
    ((makes,),) = fetch(_MAKES)
    return [*found, "may make tables"] if makes else found


def must_be_fit() -> None:
    """Raise `UnfitToServe` unless this process came as a role that may serve."""
    if found := unfit():
        raise UnfitToServe(
            f"The database role of this node must not serve, because it {'; it '.join(found)}."
            " Set DATABASE_URL_APP to a role that owns nothing; tongchou node prepare makes one."
        )
