"""What stands guard over the tables is named where it is gone, and what came in since."""

import psycopg
import pytest
from told import carried, found, live, proven

from counter import Stand

KINDS = ("unguarded", "twice")


def named() -> set[tuple[str, str, str]]:
    """Return what a deep proof named of guards and of rows that are there twice."""
    return {
        (one["table"], one["kind"], one["key"].get("guard") or one["held"])
        for one in found(proven())
        if one["kind"] in KINDS
    }


@pytest.mark.usefixtures("province")
def test_a_province_as_it_was_made_is_guarded() -> None:
    assert "guards" in proven().steps
    assert named() == set()


TAKEN_AWAY = {
    "a key": (
        "ALTER TABLE registry_payment DROP CONSTRAINT registry_payment_pkey",
        ("registry_payment", "unique (kind, month, province, scheme, ssn)"),
    ),
    "a key of some rows": (
        "DROP INDEX enrolment_open_once",
        ("registry_enrolment", "unique (credit_code, province, scheme, ssn) of some rows"),
    ),
    "that a column is given": (
        "ALTER TABLE registry_transfer ALTER letter DROP NOT NULL",
        ("registry_transfer", "not null letter"),
    ),
    "how long a text may be": (
        "ALTER TABLE ledger_entry ALTER number TYPE text",
        ("ledger_entry", "at most 40 signs in number"),
    ),
    "a rule of rows": (
        "ALTER TABLE ledger_posting DROP CONSTRAINT posting_amount_bounded",
        ("ledger_posting", "check posting_amount_bounded"),
    ),
    "a trigger that is off": (
        "ALTER TABLE ledger_posting DISABLE TRIGGER ALL",
        ("ledger_posting", "trigger"),
    ),
    "a trigger of sums": (
        "DROP TRIGGER summed_update ON registry_person",
        ("registry_person", "trigger summed_update"),
    ),
    "a function of sums": (
        (
            "CREATE OR REPLACE FUNCTION registry_person_summed() RETURNS trigger LANGUAGE plpgsql"
            " SECURITY DEFINER AS $$ BEGIN RETURN NULL; END $$"
        ),
        ("registry_person", "function registry_person_summed"),
    ),
    "rows that are hidden": (
        "ALTER TABLE registry_person ENABLE ROW LEVEL SECURITY",
        ("registry_person", "hidden by row security"),
    ),
    "writes that do something else": (
        "CREATE RULE lost AS ON DELETE TO registry_person DO INSTEAD NOTHING",
        ("registry_person", "rewritten by lost"),
    ),
}


def test_a_ministry_as_it_was_made_is_guarded(stand: Stand) -> None:
    stand("34")
    live()
    carried(stand)

    assert named() == set()


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("which", TAKEN_AWAY)
def test_a_guard_that_the_owner_took_away_is_named(which: str, owner: psycopg.Connection) -> None:
    statement, (table, guard) = TAKEN_AWAY[which]
    owner.execute(statement)  # type: ignore[call-overload]  # as it stands

    guards = [name for where, kind, name in named() if (where, kind) == (table, "unguarded")]
    assert [name for name in guards if name.startswith(guard)], guards


@pytest.mark.usefixtures("province", "life")
@pytest.mark.parametrize("table", ["registry_payment", "registry_person", "ledger_posting"])
def test_a_row_that_the_owner_doubled_is_named(table: str, owner: psycopg.Connection) -> None:
    owner.execute("SET session_replication_role = replica")  # no trigger sees it
    owner.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    owner.execute("ALTER TABLE registry_person DROP CONSTRAINT registry_person_handle_key")
    owner.execute(f"INSERT INTO {table} SELECT * FROM {table}")

    assert (table, "twice", "2") in named()
