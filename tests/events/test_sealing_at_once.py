"""Sealing while others write: what is committed late gets its place, and nothing gets two."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction
from written import breaks, names_sealed, registered, say

from counter import AT
from running import wait_for_a_lock
from tongchou.events.chain import NO_HASH
from tongchou.events.changes import WAKE_CHANNEL, seal
from tongchou.events.models import Event, Seal, Unsealed
from tongchou.events.queries import reach, sealed_after, tip
from tongchou.node.postgres import Postgres
from tongchou.standards import messages


def test_an_event_that_was_not_committed_never_happened(province: Any) -> None:
    del province
    with transaction.atomic():
        say("甲")
        transaction.set_rollback(True)
    say("乙")

    seal()

    assert names_sealed() == ["乙"]
    assert tip()[0] == 1


def test_an_event_committed_late_still_gets_its_place(province: Any, server: Postgres) -> None:
    del province
    with psycopg.connect(server.url("test_34")) as slow:
        slow.execute(  # it takes the first id, and its transaction goes on
            "WITH written AS (INSERT INTO events_event (kind, item_number, addressee, recorded_at,"
            " rows, body) VALUES (%s, '34-0', '', %s, 1, %s)"
            " RETURNING id) INSERT INTO events_unsealed SELECT id FROM written",
            ["employers_registered", AT, messages.canonical(registered("慢"))],
        )
        say("快")
        seal()
        slow.commit()

    seal()

    assert names_sealed() == ["快", "慢"]
    assert Seal.objects.get(position=2).event_id < Seal.objects.get(position=1).event_id
    assert breaks() == []


def test_two_sealers_at_once_leave_no_gap_and_no_double(province: Any) -> None:
    del province
    say(*(f"单位{number}" for number in range(60)))
    start = Barrier(2, timeout=30)

    def seal_in_turns() -> int:
        start.wait()
        try:
            return sum(seal(limit=2) for _ in range(60))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as sealers:
        turns = [sealers.submit(seal_in_turns) for _ in range(2)]
        sealed = [turn.result() for turn in turns]

    assert sum(sealed) == 60
    assert [event.position for event in sealed_after(0)] == list(range(1, 61))
    assert names_sealed() == [f"单位{number}" for number in range(60)]
    assert not Unsealed.objects.exists()
    assert breaks() == []


def test_a_sealer_that_comes_second_writes_nothing_and_goes_on_later(
    province: Any, server: Postgres
) -> None:
    del province
    say("甲", "乙")
    with psycopg.connect(server.url("test_34")) as first:
        first.execute("LOCK events_unsealed IN SHARE ROW EXCLUSIVE MODE")
        with ThreadPoolExecutor(1) as sealers:
            second = sealers.submit(_seal_and_close)
            wait_for_a_lock(server.url("test_34"))
            first.execute(
                "WITH taken AS (DELETE FROM events_unsealed RETURNING event_id)"
                " INSERT INTO events_seal (position, event_id, algorithm, previous_hash, hash)"
                " SELECT row_number() OVER (ORDER BY event_id), event_id, 'sha256', %s, %s"
                " FROM taken",
                [NO_HASH, NO_HASH],
            )
            first.commit()
            sealed = second.result()

    assert sealed == 0
    assert reach() == (2, 2)


def _seal_and_close() -> int:
    try:
        return seal()
    finally:
        connection.close()


def test_a_waiting_loop_is_woken_when_an_event_is_committed(
    province: Any, server: Postgres
) -> None:
    del province
    with psycopg.connect(server.url("test_34"), autocommit=True) as loop:
        loop.execute(f"LISTEN {WAKE_CHANNEL}")

        say("甲", "乙")

        woken = list(loop.notifies(timeout=5, stop_after=1))
    assert [call.channel for call in woken] == [WAKE_CHANNEL]


@pytest.mark.parametrize("count", [1, 2_000])
def test_what_waits_for_no_seal_does_not_stop_the_log(province: Any, count: int) -> None:
    del province
    say("甲")
    assert seal() == 1
    (sealed,) = Seal.objects.values_list("event_id", flat=True)
    Unsealed.objects.bulk_create(Unsealed(event_id=-number) for number in range(count))
    Unsealed.objects.create(event_id=sealed)
    say("乙")

    rounds = [seal() for _ in range(5)]

    assert sum(rounds) == 1
    assert names_sealed() == ["甲", "乙"]
    assert not Unsealed.objects.exists()


def test_an_event_without_a_text_gets_no_seal_and_stops_no_other(province: Any) -> None:
    del province
    lost = Event.objects.create(kind="text_lost", item_number="", recorded_at=AT, body="07" * 32)
    Unsealed.objects.create(event_id=lost.id)
    assert seal() == 0
    say("甲")

    assert seal() == 1
    assert breaks() == [(2, "missing")]  # which came past the log is named
