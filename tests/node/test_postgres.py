import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import psycopg
import pytest

from running import server_home
from tongchou.node.postgres import NOBODY, OPEN_PLACE, SOCKET_PATH_MAX, NoPostgres, Postgres

ROWS = 1000
ANYBODY = 2  # "bin": a user that every system knows and that nobody is


@pytest.fixture
def home() -> Iterator[Path]:
    with server_home() as folder:
        yield folder / "home"


def write_rows(postgres: Postgres) -> None:
    with psycopg.connect(postgres.url("postgres")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, %s)", [ROWS])


def count_rows(postgres: Postgres) -> int:
    with psycopg.connect(postgres.url("postgres")) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def test_a_server_keeps_its_rows_from_one_start_to_the_next(home: Path) -> None:
    first = Postgres(home)
    first.start()
    write_rows(first)
    first.stop()

    second = Postgres(home)
    second.start()
    kept = count_rows(second)
    second.stop()

    assert kept == ROWS
    assert second.pid == 0


def test_a_killed_server_is_started_again_with_every_row(home: Path) -> None:
    postgres = Postgres(home)
    postgres.start()
    write_rows(postgres)
    session = psycopg.connect(postgres.url("postgres"))

    os.kill(postgres.pid, signal.SIGKILL)
    postgres.start()
    kept = count_rows(postgres)
    postgres.stop()

    assert kept == ROWS
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")


def test_a_lock_left_by_a_server_whose_number_went_to_another_program_is_no_lock(
    home: Path,
) -> None:
    postgres = Postgres(home)
    postgres.start()
    postgres.stop()
    lock = home.joinpath("postgres").resolve() / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{lock.parent}\n")

    postgres.start()

    assert postgres.pid
    postgres.stop()


def test_a_server_whose_owner_s_password_is_lost_does_not_start(home: Path) -> None:
    postgres = Postgres(home)
    postgres.start()
    postgres.stop()
    postgres.passfile.unlink()

    with pytest.raises(NoPostgres, match="password is missing"):
        postgres.start()


def test_sorting_and_case_do_not_depend_on_the_machine(home: Path) -> None:
    postgres = Postgres(home)
    postgres.start()
    with psycopg.connect(postgres.url("postgres")) as connection:
        found = connection.execute(
            "SELECT datlocprovider, upper('é'), 'b' > 'A' FROM pg_database LIMIT 1"
        ).fetchone()
    postgres.stop()

    assert found == ("b", "É", True)


def test_nobody_else_can_enter_the_folder_of_the_socket(home: Path) -> None:
    postgres = Postgres(home)
    postgres.start()
    folder = home.joinpath("postgres").resolve()
    mode = folder.stat().st_mode
    postgres.stop()

    assert mode & 0o077 == 0
    assert folder.stat().st_uid == (NOBODY if os.geteuid() == 0 else os.geteuid())


def test_a_home_with_a_long_path_gets_a_short_way_to_its_socket(home: Path) -> None:
    postgres = Postgres(home / ("far/" * 30))
    postgres.start()
    write_rows(postgres)
    kept = count_rows(postgres)
    postgres.stop()

    assert kept == ROWS
    assert len(str(home / ("far/" * 30))) > SOCKET_PATH_MAX


def test_the_server_stops_when_its_parent_is_killed(home: Path) -> None:
    program = """
        import os, pathlib, signal, sys
        from tongchou.node.postgres import Postgres
        postgres = Postgres(pathlib.Path(sys.argv[1]))
        postgres.start()
        os.kill(os.getpid(), signal.SIGKILL)
    """

    subprocess.run([sys.executable, "-c", textwrap.dedent(program), home], check=False)
    postgres = Postgres(home)
    postgres.start()  # waits until the old server has gone

    with psycopg.connect(postgres.url("postgres")) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    postgres.stop()


def start_and_stop(home: Path, user: int) -> None:
    """Start a server as a user, in a process that has become theirs."""
    if user != os.geteuid():
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    postgres = Postgres(home)
    postgres.start()
    write_rows(postgres)
    postgres.stop()


def test_an_ordinary_user_starts_a_server(home: Path) -> None:
    user = ANYBODY if os.geteuid() == 0 else os.geteuid()
    home.mkdir()
    os.chown(home, user, -1)
    child = get_context("fork").Process(target=start_and_stop, args=(home, user))

    child.start()
    child.join()

    assert child.exitcode == 0
    assert (home / "postgres" / "PG_VERSION").stat().st_uid == user


def test_root_starts_a_server_for_a_home_that_is_closed_to_others(home: Path) -> None:
    home.mkdir(mode=0o700)
    postgres = Postgres(home)
    postgres.start()
    postgres.stop()
    data = home.joinpath("postgres").resolve()

    assert data.is_relative_to(OPEN_PLACE if os.geteuid() == 0 else home)
    shutil.rmtree(data)
