"""The role that nodes work as may add to what happened, and never change or remove it."""

from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, connection, transaction

from counter import AT, TODAY, entry
from tongchou.agency.changes import note_access, note_act, note_sign_in
from tongchou.agency.models import Outcome
from tongchou.events.models import Event, Seal
from tongchou.ledger.books import Book
from tongchou.ledger.changes import post
from tongchou.node.databases import app_role
from tongchou.registry.models import Person
from tongchou.storage.rows import execute
from tongchou.workflow.models import Attachment, Content, Item, Step

APPEND_ONLY = {
    model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False)
}


def tried(statement: str) -> str:
    """Return what the database says to a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except ProgrammingError as refused:
        return str(refused)
    return "done"


def test_all_that_must_stay_is_declared_append_only() -> None:
    assert {
        "events_event", "events_seal", "ledger_entry", "ledger_posting", "workflow_step",
        "workflow_attachment", "workflow_content", "agency_accessrecord", "agency_signin",
        "sync_heldevent", "agency_administrativerecord",
    } <= APPEND_ONLY  # fmt: skip


def test_a_node_works_as_the_application_s_role(province: Any) -> None:
    del province

    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, rolsuper FROM pg_roles WHERE rolname = current_user")
        (who,) = cursor.fetchall()

    assert who == (app_role(), False)


def a_row_of_each() -> None:
    """Write a row into every append-only table that a province fills at the counter."""
    item = Item.objects.create(
        number="34-1", code="payment_roll", status="accepted", source="clerk",
            agency_level=2, scheme="110",
        agency_code="340000", division_code="340000", form={}, accepted_at=AT,
    )  # fmt: skip
    Step.objects.create(item=item, verb="accept", login="clerk", name="王受理", at=AT)
    content = Content.objects.create(digest="6b", size=1, body=b"1")
    Attachment.objects.create(item=item, name="a.csv", content=content)
    event = Event.objects.create(kind="said", item_number="34-1", recorded_at=AT, body="{}")
    Seal.objects.create(
        position=1, event=event, algorithm="sha256", previous_hash=bytes(32), hash=bytes(32)
    )
    draft = entry(Book.FUND, TODAY, 1, "", ("1003", "", 1), ("2001", "", -1))
    post(draft, province="34", item_number="34-1", number="34-1-1")
    note_access(login="clerk", ssns=["1"], what="person.page", at=AT)
    note_sign_in(login="clerk", address="::1", outcome=Outcome.IN, at=AT)
    note_act("clerk.suspend", "clerk", by="anna", at=AT)


@pytest.mark.parametrize("node", ["34", "00"])
def test_nothing_append_only_can_be_updated_deleted_or_emptied(stand: Any, node: str) -> None:
    stand(node)
    a_row_of_each()

    for table in sorted(APPEND_ONLY):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1",
                [table],
            )
            ((column,),) = cursor.fetchall()
        for statement in (
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table} CASCADE",
        ):
            assert "permission denied" in tried(statement), statement


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE ledger_posting DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_postings_keep_the_law ON ledger_posting",
        "DELETE FROM django_migrations",
        (
            "CREATE OR REPLACE FUNCTION ledger_postings_keep_the_law() RETURNS trigger"
            " LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$"
        ),
    ],
)
def test_nor_can_a_node_switch_off_the_law_that_the_database_keeps(
    province: Any, statement: str
) -> None:
    del province

    said = tried(statement)

    assert "permission denied" in said or "must be owner" in said


def test_the_registry_stays_open_to_correction(province: Any) -> None:
    del province

    assert tried("UPDATE registry_person SET name = name") == "done"
    assert not Person.objects.exists()


CANNOT_TRAVEL = {
    "a kind that is none": ("Kind", "34-1", "", "now()", "{}"),
    "a number of two lines": ("said", "34-1\nx", "", "now()", "{}"),
    "a number too strange": ("said", "34 1", "", "now()", "{}"),
    "a node that is none": ("said", "34-1", "x", "now()", "{}"),
    "a moment that no calendar has": ("said", "34-1", "", "'infinity'", "{}"),
    "a year of five digits": ("said", "34-1", "", "'10000-01-01'", "{}"),
    "a body too large": ("said", "34-1", "", "now()", "x" * 7_999_001),
}


@pytest.mark.usefixtures("province")
@pytest.mark.parametrize("which", CANNOT_TRAVEL)
def test_an_event_that_no_envelope_may_carry_is_not_taken(which: str) -> None:
    kind, item_number, addressee, moment, body = CANNOT_TRAVEL[which]

    with pytest.raises(IntegrityError, match="event_can_travel"), transaction.atomic():
        execute(
            "INSERT INTO events_event (kind, item_number, addressee, recorded_at, rows, body)"
            f" VALUES (%(kind)s, %(number)s, %(addressee)s, {moment}, 1, %(body)s)",
            kind=kind, number=item_number, addressee=addressee, body=body,
        )  # fmt: skip
