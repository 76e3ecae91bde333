"""PostgreSQL's own client opens a node's database, and only after that was recorded."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import Copy, Databases
from running import tongchou
from tongchou.node.databases import app_role, as_app
from tongchou.node.postgres import OWNER
from tongchou.node.psql import client, without_secret
from tongchou.node.reached import person_here
from tongchou.sync.keys import make_key, signer_of

WHO = "SELECT current_user, current_database()"


@pytest.fixture
def copy(databases: Databases) -> Iterator[Copy]:
    lent = databases.copy("34")
    yield lent
    lent.clean()


@pytest.fixture
def here(copy: Copy, databases: Databases) -> dict[str, str]:
    return {
        "TONGCHOU_HOME": str(databases.home),
        "DATABASE_URL_APP_34": as_app(copy.url, databases.home),
        "DATABASE_URL_34": copy.url,
    }


def recorded(copy: Copy) -> list[tuple[str, ...]]:
    asked = "SELECT kind, person, role FROM agency_upkeeprecord ORDER BY id"
    return copy.owner.execute(asked).fetchall()


def test_it_comes_as_the_application_and_says_so_in_the_record(
    copy: Copy, here: dict[str, str]
) -> None:
    done = tongchou("node", "psql", "34", "--", "-At", typed=WHO, **here)

    assert done.stdout.strip() == f"{app_role()}|{copy.name}", done.stderr
    assert recorded(copy) == [("psql", person_here(), app_role())]


def test_it_comes_as_the_owner_when_that_is_asked_for(copy: Copy, here: dict[str, str]) -> None:
    done = tongchou("node", "psql", "34", "--owner", "--", "-At", "-c", WHO, **here)

    assert done.stdout.strip() == f"{OWNER}|{copy.name}", done.stderr
    assert recorded(copy) == [("psql", person_here(), OWNER)]


def test_its_exit_code_is_psql_s_own(here: dict[str, str]) -> None:
    done = tongchou("node", "psql", "34", "--", "-v", "ON_ERROR_STOP=1", typed="SELECT a", **here)

    assert done.returncode == 3
    assert 'column "a" does not exist' in done.stderr


def test_nothing_is_opened_that_cannot_be_recorded(copy: Copy, here: dict[str, str]) -> None:
    copy.owner.execute(f"REVOKE INSERT ON agency_upkeeprecord FROM {app_role()}")

    done = tongchou("node", "psql", "34", "--", "-At", typed=WHO, **here)

    copy.owner.execute(f"GRANT INSERT ON agency_upkeeprecord TO {app_role()}")
    assert done.returncode == 1
    assert copy.name not in done.stdout
    assert "nothing was opened" in " ".join(done.stdout.split())


def test_the_application_may_not_change_what_was_recorded(copy: Copy, here: dict[str, str]) -> None:
    tongchou("node", "psql", "34", typed=WHO, **here)
    with psycopg.connect(here["DATABASE_URL_APP_34"]) as served:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.execute("DELETE FROM agency_upkeeprecord")
        served.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.execute("UPDATE agency_upkeeprecord SET person = ''")

    assert len(recorded(copy)) == 1


def test_where_no_client_is_found_it_says_what_to_install(
    here: dict[str, str], tmp_path: Path
) -> None:
    nothing = {"TONGCHOU_PG_BIN": str(tmp_path), "PATH": str(tmp_path)}

    done = tongchou("node", "psql", "34", typed=WHO, **{**here, **nothing})

    assert done.returncode == 1
    assert "postgresql-client" in done.stdout


def test_a_node_that_is_not_known_here_is_not_opened(tmp_path: Path) -> None:
    done = tongchou("node", "psql", "34", TONGCHOU_HOME=str(tmp_path))

    assert done.returncode == 1
    assert "does not run in" in done.stdout


def test_the_client_is_the_one_that_came_with_the_server() -> None:
    assert client().parent.name == "bin"
    assert (client().parent / "postgres").exists()


def test_a_password_stands_in_a_private_file_while_it_is_needed(tmp_path: Path) -> None:
    with without_secret("postgresql://anna:a%3Ab%5Cc@far:5433/tongchou_34") as place:
        given = conninfo_to_dict(place)
        passfile = Path(str(given["passfile"]))
        told, mode = passfile.read_text("utf-8"), passfile.stat().st_mode

    assert "password" not in given
    assert told == "*:*:*:*:a\\:b\\\\c\n"
    assert mode & 0o077 == 0
    assert not passfile.exists()
    with without_secret(make_conninfo("", user="anna", passfile=str(tmp_path))) as place:
        assert conninfo_to_dict(place)["passfile"] == str(tmp_path)


def test_what_psql_is_told_holds_no_address_of_a_database(copy: Copy, here: dict[str, str]) -> None:
    del copy
    done = tongchou("node", "psql", "34", typed=r"\! env", **here)

    assert "PSQL_HISTORY=" + os.devnull in done.stdout
    assert "DATABASE_URL" not in done.stdout


def test_a_departments_key_is_entered_by_the_fingerprint_it_reads_out_and_recorded(
    copy: Copy, here: dict[str, str], tmp_path: Path
) -> None:
    signer = signer_of(make_key())
    file = tmp_path / "police.pem"
    file.write_bytes(signer.public_pem)
    add = ("node", "department", "add", "34", "public_security", str(file), "--fingerprint")

    wrong = tongchou(*add, "0" * 64, **here)
    done = tongchou(*add, signer.key_id, **here)

    assert (wrong.returncode, done.returncode) == (1, 0), done.stdout
    assert "指纹与公钥不符" in wrong.stdout
    assert signer.key_id in tongchou("node", "department", "list", "34", "--json", **here).stdout
    assert recorded(copy) == [("dept_key", person_here(), app_role())]
