"""Sums are kept by the database from the rows themselves, whoever writes them."""

import threading
from typing import Any

import psycopg
import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from counter import (
    FACTORY,
    MAN,
    MAN_NAME,
    MILL,
    WOMAN,
    contribute,
    enrol,
    register_employer,
    ssn_of,
)
from databases import Databases
from tongchou.proof.sums import proven_tables
from tongchou.storage.proven import SUMS
from tongchou.storage.rows import execute, fetch

KEPT = f"""
SELECT name, province, month, bucket, sum(rows), sum(low), sum(high) FROM {SUMS.rows} AS kept
GROUP BY 1, 2, 3, 4 HAVING sum(rows) <> 0 OR sum(low) <> 0 OR sum(high) <> 0 ORDER BY 1, 2, 3, 4
"""

WATCHED = """
SELECT relation.oid::regclass::text, relation.relkind = 'r',
       ARRAY(SELECT tgname::text FROM pg_trigger
             WHERE tgrelid = relation.oid AND tgname LIKE 'summed%%')
FROM pg_class AS relation
WHERE relation.oid = %(name)s::regclass
   OR relation.oid IN (SELECT relid FROM pg_partition_tree(%(name)s::regclass))
"""

STRANGER = """
INSERT INTO registry_person (ssn, province, name, name_key, sex, birth_on)
VALUES ('340104199001011234', '34', '无名', 'wu', '1', '1990-01-01')
"""

NOT_PROVEN = {"registry_counter", "registry_counter_delta", "ledger_slice", "ledger_balance",
         "ledger_balance_delta", "registry_searchkey", "registry_delivery", "registry_report",
         "registry_openreport", "registry_reportstep"}  # fmt: skip
"""Tables of registry and ledger that are not proven: what is derived, what waits, and what other
departments signed, of which each node holds its own."""


def kept() -> list[tuple[Any, ...]]:
    return fetch(KEPT)


def made() -> list[tuple[Any, ...]]:
    """Return the sums made anew from all rows."""
    every = " UNION ALL ".join(table.sums(name) for name, table in proven_tables().items())
    return fetch(f"SELECT * FROM ({every}) AS made ORDER BY name, province, month, bucket")


def live() -> None:
    """Let two employers and some people be known, with months and money."""
    register_employer(FACTORY)
    register_employer(MILL, "纺织厂", "340209")
    enrol(MAN, MAN_NAME)
    enrol(WOMAN, "李安", employer=MILL)
    contribute(MAN, "2024-01", "2024-03")
    contribute(WOMAN, "2024-02", "2024-02", employer=MILL)


@pytest.fixture
def owner(province: Any, databases: Databases) -> Any:
    """Lend a connection of the owner's to a province with some rows."""
    del province
    live()
    with psycopg.connect(databases.copy("34").url, autocommit=True) as connected:
        yield connected


def test_every_table_of_registry_and_ledger_is_proven_or_named() -> None:
    tables = {
        model._meta.db_table
        for part in ("registry", "ledger")
        for model in apps.get_app_config(part).get_models()
    }

    assert tables - NOT_PROVEN == set(proven_tables())


def test_every_column_that_both_tiers_write_is_in_the_text(province: Any) -> None:
    """The database's own columns are asked, also those that no model knows."""
    del province
    own = {"ledger_entry": {"written_in", "place"}}
    for name, table in proven_tables().items():
        columns = {
            column
            for (column,) in fetch(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %(name)s"
                " AND table_schema = 'public' AND is_generated = 'NEVER'", name=name,
            )
        }  # fmt: skip
        chosen_by = {table.proven.month, "province"} - {""}

        assert set(table.columns) == columns - chosen_by - {*table.proven.apart} - own.get(
            name, set()
        ), name


def test_the_database_sums_as_the_models_say(province: Any) -> None:
    del province
    for name, table in proven_tables().items():
        ((body,),) = fetch("SELECT prosrc FROM pg_proc WHERE proname = %(name)s",
                           name=f"{name}_summed")  # fmt: skip

        assert body == table.function(), f"make the function of {name} anew, in a migration"


@pytest.mark.parametrize("node", ["34", "00"])
def test_every_relation_that_can_be_written_is_watched(stand: Any, node: str) -> None:
    """Also each partition, which a statement may name."""
    stand(node)
    for name in proven_tables():
        watched = fetch(WATCHED, name=name)
        always = {"summed_insert", "summed_update", "summed_delete"}

        truncated = {"summed_truncate"}

        assert watched
        assert all(
            set(triggers) == (always | truncated if holds_rows else always)
            for _, holds_rows, triggers in watched
        ), name


def test_what_was_written_is_summed_at_once_and_once_folded(province: Any) -> None:
    del province
    live()
    waiting = kept()

    folded = SUMS.fold()

    assert waiting == made()
    assert kept() == made()
    assert folded > 0
    assert fetch("SELECT count(*) FROM proof_sum_delta") == [(0,)]


def test_what_was_undone_is_not_summed(province: Any) -> None:
    del province
    live()
    before = kept()

    with transaction.atomic():
        contribute(MAN, "2024-05", "2024-05")
        transaction.set_rollback(True)

    assert kept() == before == made()


def test_writers_at_once_are_all_summed(province: Any) -> None:
    del province
    register_employer(FACTORY)
    faults: list[BaseException] = []

    def write(place: int) -> None:
        try:
            for number in range(8):
                enrol(ssn_of(f"19{60 + place}0915", f"{100 + number}"), "王芳")
                SUMS.fold()
        except BaseException as fault:  # noqa: BLE001  # told by the test
            faults.append(fault)
        finally:
            connection.close()

    hands = [threading.Thread(target=write, args=(place,)) for place in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert not faults
    assert kept() == made()
    assert sum(rows for name, *_, rows, _, _ in kept() if name == "registry_person") == 32


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE registry_contribution SET base_fen = base_fen + 1 WHERE ssn = '{MAN}'",
        f"UPDATE registry_contribution_rest SET base_fen = base_fen + 1 WHERE ssn = '{MAN}'",
        f"UPDATE registry_contribution SET month = month + 100 WHERE ssn = '{MAN}'",
        f"UPDATE registry_person SET name = '陈建' WHERE ssn = '{MAN}'",
        f"DELETE FROM registry_enrolment WHERE ssn = '{MAN}'",
        f"DELETE FROM registry_enrolment_rest WHERE ssn = '{MAN}'",
        STRANGER,
        "UPDATE registry_assessment SET received_on = NULL WHERE month = 24289",
        "UPDATE ledger_posting SET holder = '' WHERE leg = 2",
        "DELETE FROM ledger_posting_rest",
        "TRUNCATE registry_contribution",
        "TRUNCATE registry_contribution_rest",
        "TRUNCATE registry_person, registry_enrolment",
        "MERGE INTO registry_person AS held USING (VALUES ('" + MAN + "')) AS told (ssn)"
        " ON held.ssn = told.ssn WHEN MATCHED THEN UPDATE SET sex = '2'",
    ],
)
def test_what_the_owner_changes_changes_the_sums_with_it(
    owner: "psycopg.Connection[Any]", statement: str
) -> None:
    before = kept()

    owner.execute(statement)

    assert kept() != before
    assert kept() == made()


def test_two_amounts_that_change_places_change_the_sums(owner: "psycopg.Connection[Any]") -> None:
    """What is added up per column would stay the same; the hash of a row is of all of it."""
    owner.execute(
        "UPDATE registry_contribution AS one SET wage_fen = 7 WHERE month = 24290 AND ssn = %s",
        [MAN],
    )
    sums = "SELECT sum(low) FROM ({}) AS made".format(
        proven_tables()["registry_contribution"].sums("registry_contribution")
    )
    before = owner.execute(sums).fetchone()

    owner.execute(
        "UPDATE registry_contribution SET wage_fen = CASE wage_fen WHEN 7 THEN 800000 ELSE 7 END"
        " WHERE month = 24290"
    )

    assert owner.execute(sums).fetchone() != before


def test_a_change_of_what_is_a_node_s_own_changes_no_sum(owner: "psycopg.Connection[Any]") -> None:
    before = kept()

    owner.execute("UPDATE registry_person SET handle = gen_random_uuid(), name_key = 'x'")

    assert kept() == before


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE proof_sum SET rows = 0",
        "DELETE FROM proof_sum",
        "INSERT INTO proof_sum_delta (name) VALUES ('registry_person')",
        "ALTER TABLE registry_person DISABLE TRIGGER ALL",
    ],
)
def test_the_application_can_write_no_sum(province: Any, statement: str) -> None:
    del province

    with pytest.raises(ProgrammingError):
        execute(statement)
