"""A drill's digests tell two databases apart by a single field, and halt the node for a moment."""

from collections.abc import Iterator

import psycopg
import pytest

from databases import Copy, Databases
from tongchou.node.backup import drill
from tongchou.node.backup.folders import NoBackup


@pytest.fixture
def copy(databases: Databases) -> Iterator[Copy]:
    lent = databases.copy("34")
    yield lent
    lent.clean()


def test_a_point_is_digested_as_it_was_though_rows_are_written_meanwhile(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    digested = drill._digested

    def write_first(asked: psycopg.Connection, tables: list[str]) -> drill.Digests:
        copy.owner.execute("INSERT INTO auth_group (name) VALUES ('later')")
        return digested(asked, tables)

    before = drill.digests_of(copy.url, noted_by_restore=False)
    monkeypatch.setattr(drill, "_digested", write_first)
    point = drill.marked(copy.url)
    monkeypatch.undo()
    after = drill.digests_of(copy.url, noted_by_restore=False)

    assert point.digests == before
    assert {table for table in before if before[table] != after[table]} == {"auth_group"}


def test_one_field_of_one_row_makes_a_table_another(copy: Copy) -> None:
    before = drill.digests_of(copy.url, noted_by_restore=False)
    copy.owner.execute("UPDATE agency_clerk SET name = name || '!' WHERE login = 'clerk'")
    after = drill.digests_of(copy.url, noted_by_restore=False)

    assert [table for table in before if before[table] != after[table]] == ["agency_clerk"]


def test_the_record_that_a_restore_made_of_itself_does_not_count(copy: Copy) -> None:
    before = drill.digests_of(copy.url, noted_by_restore=False)
    copy.owner.execute(
        "INSERT INTO agency_upkeeprecord (kind, person, role, facts, at)"
        " VALUES ('restore', 'root', 'tongchou', '{}', now())"
    )

    assert drill.digests_of(copy.url, noted_by_restore=True) == before
    kept = copy.owner.execute("SELECT count(*) FROM agency_upkeeprecord").fetchone()
    assert kept == (1,)


def test_a_node_that_never_pauses_is_not_halted(
    copy: Copy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drill, "HALT_MILLISECONDS", 50)
    monkeypatch.setattr(drill, "TRIES", 1)
    with psycopg.connect(copy.url) as busy:
        busy.execute("INSERT INTO auth_group (name) VALUES ('half done')")
        with pytest.raises(NoBackup, match="too busy"):
            drill.marked(copy.url)
        busy.rollback()
