"""Epochs that no act of the log told of are named, and events whose text was taken away."""

from datetime import timedelta

import psycopg
import pytest
from told import found, proven

from counter import AT
from tongchou.events.changes import append, seal
from tongchou.events.queries import verify
from tongchou.sync.changes import openings
from tongchou.sync.models import Acceptance
from tongchou.sync.protocol import epochs
from tongchou.sync.protocol.marks import START, Mark, Opening

MARK = Mark(2, 4, b"\x07" * 32)
OPENING = Opening(MARK, START, "2024-11-05T02:00:00.000000Z", "operator", "lost")

pytestmark = pytest.mark.usefixtures("province", "life")


def named() -> list[tuple[str, str, str]]:
    return [(one["table"], one["kind"], one["field"]) for one in found(proven())]


def tell(*messages: object) -> None:
    append(messages, item_number="epoch", recorded_at=AT)  # type: ignore[arg-type]  # both kinds
    while seal():
        pass


def accepted() -> Acceptance:
    return Acceptance(
        node="00", epoch=2, position=4, set_aside=1, last_head=0, accepted_by="operator",
        accepted_at=AT + timedelta(microseconds=1), why="lost",
    )  # fmt: skip


def test_epochs_that_the_log_tells_of_are_no_finding() -> None:
    openings.enter(OPENING)
    accepted().save()
    tell(
        epochs.told_opened("34", OPENING),
        epochs.told_accepted("00", MARK, set_aside=1, moment="2024-11-05T02:00:00.000001Z",
                             by="operator", why="lost"),
        epochs.told_accepted("00", MARK, set_aside=0, moment="2024-11-05T02:00:00.000002Z",
                             by="node 34"),  # followed, which enters nothing
    )  # fmt: skip

    assert AT.isoformat() == "2024-11-05T02:00:00+00:00"
    assert named() == []


def test_an_epoch_that_the_application_slipped_in_is_named() -> None:
    openings.enter(OPENING)

    assert named() == [("sync_opened", "surplus", "")]


def test_an_acceptance_that_the_application_slipped_in_is_named() -> None:
    accepted().save()

    assert named() == [("sync_acceptance", "surplus", "")]


def test_an_epoch_that_the_owner_changed_or_forgot_is_named(owner: psycopg.Connection) -> None:
    openings.enter(OPENING)
    tell(epochs.told_opened("34", OPENING))

    owner.execute("UPDATE sync_opened SET position = 3")
    changed = named()
    owner.execute("DELETE FROM sync_opened")

    assert changed == [("sync_opened", "changed", "position")]
    assert named() == [("sync_opened", "missing", "")]


LOST = """
WITH gone AS (
    UPDATE events_event SET kind = 'text_lost', item_number = '', addressee = '', body = encode(
        sha256(convert_to(concat_ws(E'\\n', kind, item_number, addressee,
               to_char(recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), body),
               'UTF8')), 'hex')
    WHERE kind = 'payments_made' RETURNING id
) DELETE FROM registry_payment
"""


def test_an_event_whose_text_was_taken_away_with_its_rows_is_named(
    owner: psycopg.Connection,
) -> None:
    owner.execute(LOST)

    assert list(verify()) == []  # the chain holds
    assert named() == [("events_event", "withheld", "")]
