"""What one test leaves behind, the next does not find: rows, seeds, numbers, triggers, sessions."""

from collections.abc import Iterator

import psycopg
import pytest

from databases import Copy, Databases

GROUPS = "INSERT INTO auth_group (name) SELECT n::text FROM generate_series(1, {}) AS n"
TRIGGERS = "SELECT tgenabled FROM pg_trigger WHERE NOT tgisinternal ORDER BY tgname"
NEXT = "SELECT nextval(pg_get_serial_sequence('auth_group', 'id'))"
HELD = "SELECT count(*) FROM auth_group"


@pytest.fixture
def copy(databases: Databases) -> Iterator[Copy]:
    lent = databases.copy("34")
    yield lent
    lent.clean()


def asked(copy: Copy, statement: str) -> object:
    return copy.owner.execute(statement).fetchall()


@pytest.mark.parametrize("rows", [1, 50_000], ids=["deleted", "truncated"])
def test_rows_and_numbers_are_gone(copy: Copy, rows: int) -> None:
    copy.owner.execute(GROUPS.format(rows))
    assert asked(copy, HELD) == [(rows,)]

    copy.clean()

    assert asked(copy, HELD) == [(0,)]
    assert asked(copy, NEXT) == [(1,)]


@pytest.mark.parametrize(
    "change",
    ["DELETE FROM agency_clerk", "UPDATE agency_clerk SET name = ''", "DELETE FROM sync_peer"],
)
def test_what_stood_there_from_the_start_stands_again(copy: Copy, change: str) -> None:
    seen = "SELECT * FROM agency_clerk ORDER BY 1", "SELECT * FROM sync_peer ORDER BY 1"
    before = [asked(copy, statement) for statement in seen]
    copy.owner.execute(change)
    assert [asked(copy, statement) for statement in seen] != before

    copy.clean()

    assert [asked(copy, statement) for statement in seen] == before


def test_a_trigger_switched_off_is_on_again(copy: Copy) -> None:
    before = asked(copy, TRIGGERS)
    with psycopg.connect(copy.url) as owner:
        owner.execute("ALTER TABLE ledger_posting DISABLE TRIGGER USER")
    assert asked(copy, TRIGGERS) != before

    copy.clean()

    assert asked(copy, TRIGGERS) == before


def test_a_session_left_open_hinders_nothing(copy: Copy) -> None:
    left = psycopg.connect(copy.url)
    left.execute(GROUPS.format(1))
    left.execute("LOCK TABLE agency_clerk")

    copy.clean()

    assert asked(copy, HELD) == [(0,)]
    with pytest.raises(psycopg.OperationalError):
        left.execute("SELECT 1")
