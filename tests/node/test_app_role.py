"""The role that a node serves as cannot be left, and a node with one too powerful stops."""

import os
import stat
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import Copy, Databases
from running import free_port, tongchou
from tongchou.node.databases import app_role, as_app
from tongchou.node.postgres import NOBODY, Postgres
from tongchou.node.rights import unfit

APP = app_role()
FOREIGN = 2  # "bin": a user that every system knows and that nobody is


@pytest.fixture
def copy(databases: Databases) -> Iterator[Copy]:
    lent = databases.copy("34")
    yield lent
    lent.clean()


@pytest.fixture
def url(copy: Copy, databases: Databases) -> str:
    return as_app(copy.url, databases.home)


def test_it_signs_in_by_name_and_is_nobody_else(url: str) -> None:
    with psycopg.connect(url) as served:
        who = served.execute("SELECT session_user, current_user").fetchone()
        served.execute("SET ROLE NONE")
        after = served.execute("SELECT session_user, current_user").fetchone()

    assert who == after == (APP, APP)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE tongchou",
        "SET SESSION AUTHORIZATION tongchou",
        "UPDATE ledger_posting SET amount_fen = 1",
        "DELETE FROM events_seal",
        "TRUNCATE events_event",
        "COPY (SELECT 1) TO PROGRAM 'cat'",
        "COPY (SELECT 1) TO '/tmp/anything'",
        "COPY events_event FROM '/etc/passwd'",
        "SELECT pg_read_file('/etc/passwd')",
        "ALTER TABLE ledger_posting DISABLE TRIGGER USER",
        "SET session_replication_role = replica",
        "CREATE TABLE public.mine (a int)",
        "CREATE ROLE another SUPERUSER",
        f"ALTER ROLE {APP} SUPERUSER",
        "ALTER SYSTEM SET log_statement = 'all'",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_what_only_an_owner_may_it_may_not(url: str, statement: str) -> None:
    forbidden = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(url, autocommit=True) as served, forbidden:
        served.execute(statement)


def test_it_makes_no_table_that_would_stand_before_another(databases: Databases) -> None:
    """A copy of a database does not take over its rights, so the prepared one is asked."""
    databases.prepare("34")
    prepared = as_app(databases.server.url("tongchou_34"), databases.home)

    forbidden = pytest.raises(psycopg.errors.InsufficientPrivilege)
    with psycopg.connect(prepared) as served, forbidden:
        served.execute("CREATE TEMPORARY TABLE agency_accessrecord (id int)")


@pytest.mark.parametrize("role", [APP, "tongchou"])
def test_without_its_password_nobody_comes_in(copy: Copy, role: str) -> None:
    place = conninfo_to_dict(copy.url)
    there = {"host": place["host"], "dbname": place["dbname"], "user": role}

    for guess in ("", "tongchou"):
        secret = {"password": guess, "passfile": "/dev/null"}
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(make_conninfo("", **there, **secret))


def try_as(user: int, url: str) -> None:
    """Connect as another user of the machine; end with 0 when that fails."""
    os.setgroups([])
    os.setgid(user)
    os.setuid(user)
    try:
        psycopg.connect(url)
    except psycopg.OperationalError:
        return
    raise AssertionError("came in")


@pytest.mark.parametrize("user", [NOBODY, FOREIGN])
def test_no_other_user_of_the_machine_comes_in(copy: Copy, url: str, user: int) -> None:
    if os.geteuid() != 0:
        user = os.geteuid()  # one cannot become another: come without the file of passwords
    place = conninfo_to_dict(url)
    without = make_conninfo("", host=str(place["host"]), dbname=copy.name, user="tongchou")
    child = get_context("fork").Process(target=try_as, args=(user, without))
    child.start()
    child.join()

    assert child.exitcode == 0


def test_secrets_are_for_their_user_alone(server: Postgres, databases: Databases) -> None:
    databases.copy("34")
    files = server.passfile, databases.home / "app.pgpass", server.log

    assert [stat.S_IMODE(path.stat().st_mode) for path in files] == [0o600] * 3
    assert stat.S_IMODE(databases.home.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(server.log.parent.stat().st_mode) & 0o066 == 0


def test_the_server_s_log_holds_nothing_that_people_typed(server: Postgres, url: str) -> None:
    told = "340104198503071026"
    faults = (
        f"SELECT '{told}'::date",
        f"INSERT INTO auth_group (name) VALUES ('{told}'), ('{told}')",
        f"INSERT INTO auth_group (id, name) VALUES (NULL, '{told}')",
    )
    for statement in faults:
        with psycopg.connect(url) as served, pytest.raises(psycopg.Error):
            served.execute(statement)
    with psycopg.connect(url) as served, pytest.raises(psycopg.Error):
        served.execute("SELECT %s::text::date", [told])

    assert told not in server.log.read_text()


UNFIT = {
    "superuser": (f"ALTER ROLE {APP} SUPERUSER", f"ALTER ROLE {APP} NOSUPERUSER"),
    "make roles": (f"ALTER ROLE {APP} CREATEROLE", f"ALTER ROLE {APP} NOCREATEROLE"),
    "or may become tongchou": (f"GRANT tongchou TO {APP}", f"REVOKE tongchou FROM {APP}"),
    f"or may become {APP}": (
        f"ALTER TABLE auth_group OWNER TO {APP}",
        "ALTER TABLE auth_group OWNER TO tongchou",
    ),
    "act as pg_execute_server_program": (
        f"GRANT pg_execute_server_program TO {APP}",
        f"REVOKE pg_execute_server_program FROM {APP}",
    ),
    "append-only: ledger_posting": (
        f"GRANT UPDATE ON ledger_posting TO {APP}",
        f"REVOKE UPDATE ON ledger_posting FROM {APP}",
    ),
    "make tables": (
        f"GRANT CREATE ON SCHEMA public TO {APP}",
        f"REVOKE CREATE ON SCHEMA public FROM {APP}",
    ),
}


@pytest.mark.parametrize("right", UNFIT)
def test_a_role_with_a_right_too_many_must_not_serve(province: Any, copy: Copy, right: str) -> None:
    del province
    given, taken = UNFIT[right]
    assert unfit() == []
    copy.owner.execute(given)
    try:
        found = unfit()
    finally:
        copy.owner.execute(taken)

    assert right in "; ".join(found)


def test_a_node_whose_role_must_not_serve_is_neither_passed_nor_served(
    copy: Copy, databases: Databases, url: str
) -> None:
    given, taken = UNFIT["make tables"]
    here = {
        "TONGCHOU_NODE": "34",
        "TONGCHOU_HOME": str(databases.home),
        "DATABASE_URL_APP": url,
    }
    copy.owner.execute(given)
    try:
        done = [
            tongchou("node", "check", **here),
            tongchou("node", "serve", "--port", str(free_port()), **here),
        ]
    finally:
        copy.owner.execute(taken)

    assert [one.returncode for one in done] == [1, 1]
    assert all("make tables" in " ".join(one.stdout.split()) for one in done), done
    assert all("must not serve" in one.stdout for one in done)


def test_who_comes_as_the_owner_is_not_served(copy: Copy, databases: Databases) -> None:
    done = tongchou(
        "node", "serve", "--port", str(free_port()),
        TONGCHOU_NODE="34", TONGCHOU_HOME=str(databases.home), DATABASE_URL_APP=copy.url,
    )  # fmt: skip

    assert done.returncode == 1
    assert "is a superuser" in done.stdout


def test_who_is_given_the_owner_s_address_only_is_not_the_owner(
    tmp_path: Path,
) -> None:
    given = conninfo_to_dict(as_app("postgresql://tongchou:secret@far:5433/tongchou_34", tmp_path))

    assert (given["user"], given["passfile"]) == (APP, str(tmp_path / "app.pgpass"))
    assert "password" not in given
