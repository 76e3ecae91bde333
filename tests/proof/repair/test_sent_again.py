"""Events that the ministry's copy lacks are asked for again, and held if they fit the chain."""

from collections.abc import Callable
from dataclasses import replace

import httpx
import psycopg
import pytest
from repairing import carried_out, decided
from test_tampered_province import BY_THE_APPLICATION
from tiers import Tiers, clock
from told import book, found, live, proven

from counter import MAN
from databases import Databases
from tongchou.events.chain import SealedEvent, digest_of, follow, sealed_text
from tongchou.events.queries import sealed_after
from tongchou.proof.models import Run, Wanted
from tongchou.proof.reconcile.exchange import answer_questions
from tongchou.proof.repair.changes.copies import run_wanted
from tongchou.proof.repair.damage import COPY
from tongchou.proof.repair.row_repair import CarriedOut
from tongchou.storage.rows import fetch
from tongchou.sync.envelope import build, pack
from tongchou.sync.protocol.marks import Mark
from tongchou.sync.queries import received_position, verify_held
from tongchou.workflow.models import Item

REMOVED = "DELETE FROM sync_heldevent WHERE position IN (3, 4, 9)"
HELD = "SELECT count(*), max(position) FROM sync_heldevent"


@pytest.fixture
def level(tiers: Tiers) -> Tiers:
    """Let 安徽 live and the ministry hold it; stand in the ministry."""
    live()
    tiers.bring()
    tiers.stand("00")
    return tiers


def asked_again(databases: Databases, run: Run) -> Item:
    """Decide and carry out the repair of the copy, standing in the ministry."""
    approved = decided(run, table="sync_heldevent")
    assert isinstance(approved, Item), approved
    assert isinstance(carried_out(approved.number, databases), CarriedOut)
    return approved


def sent(tiers: Tiers) -> None:
    """Let the province send again what it is asked for; stand in the ministry."""
    tiers.stand("34")
    while answer_questions(tiers.link, at=clock(), bring=tiers.bring):
        pass
    tiers.stand("00")


def test_missing_events_come_again_and_nothing_is_left_to_find(
    level: Tiers, databases: Databases
) -> None:
    before = fetch(HELD)
    level.as_owner("00", REMOVED)

    item = asked_again(databases, proven())
    assert run_wanted("34") == (3, 5)  # the event behind the gap does not follow any more
    sent(level)

    assert fetch(HELD) == before
    assert found(proven()) == []
    assert Item.objects.get(number=item.number).status == "completed"
    assert not Wanted.objects.filter(came_at=None).exists()


def test_a_forged_event_is_taken_out_and_the_true_one_comes(
    level: Tiers, databases: Databases
) -> None:
    forged = "UPDATE sync_heldevent SET body = replace(body, '56000', '56001') WHERE position = 4"
    level.as_owner("00", forged)
    assert [fault.what for fault in verify_held("34")] == ["content"]

    asked_again(databases, proven())
    sent(level)

    assert list(verify_held("34")) == []
    assert found(proven()) == []


FORGED = """
UPDATE sync_heldevent SET body = convert_from(%(body)s, 'utf8'), digest = %(digest)s,
    hash = %(hash)s WHERE position = %(position)s
"""
EVENT = """
SELECT held.kind, held.item_number, held.addressee, held.recorded_at, held.body, before.hash
FROM sync_heldevent AS held JOIN sync_heldevent AS before ON before.position = held.position - 1
WHERE held.position = %(position)s
"""


@pytest.mark.parametrize("is_last", [True, False])
def test_an_event_forged_with_its_chain_is_taken_out_and_the_true_one_comes(
    level: Tiers, databases: Databases, *, is_last: bool
) -> None:
    forged = received_position("34")
    if not is_last:
        level.stand("34")
        book("34-e-7", MAN, 700)
        level.bring()
        level.stand("00")
    before = fetch(HELD)
    (fields,) = fetch(EVENT, position=forged)
    *others, body, previous = fields
    text = body.replace("2024", "2023")
    digest = digest_of(sealed_text(*others, text))
    own_hash = follow(bytes(previous), forged, digest)
    with psycopg.connect(databases.copy("00").url) as owner:
        cells = {"body": text.encode(), "digest": digest, "hash": own_hash, "position": forged}
        assert owner.execute(FORGED, cells).rowcount
    run = proven()
    named = {one["position"]: one["kind"] for one in found(run) if one["table"] == COPY}
    assert named == dict.fromkeys(range(1, forged + 1), "content")  # one envelope brought them

    asked_again(databases, run)
    sent(level)

    assert fetch(HELD) == before
    assert found(proven()) == []


def test_rows_are_not_judged_by_a_log_that_is_not_whole(level: Tiers) -> None:
    level.as_owner("00", "DELETE FROM sync_heldevent WHERE position IN (15, 16)")
    run = proven()
    assert {one["kind"] for one in found(run)} > {"surplus"}

    refused = decided(run, table="registry_contribution")

    assert isinstance(refused, tuple)
    assert refused[0].code == "repair.log_first"


def test_what_does_not_fit_the_chain_is_not_held(level: Tiers, databases: Databases) -> None:
    level.as_owner("00", REMOVED)
    item = asked_again(databases, proven())
    level.as_owner("00", "UPDATE sync_heldevent SET hash = digest WHERE position = 2")

    with pytest.raises(httpx.HTTPStatusError, match="409"):
        sent(level)

    level.stand("00")
    assert run_wanted("34") == (3, 5)  # the event behind the gap does not follow any more
    assert Item.objects.get(number=item.number).status == "waiting"


def test_another_last_event_than_the_one_that_came_is_not_held(
    level: Tiers, databases: Databases
) -> None:
    last = received_position("34")
    level.as_owner("00", f"DELETE FROM sync_heldevent WHERE position = {last}")
    asked_again(databases, proven())

    answer = brought(level, last - 1, lambda event: replace(event, body=event.body + " "))

    assert (answer.status_code, run_wanted("34")) == (409, (last, last))
    assert brought(level, last - 1, lambda event: event).status_code == 204
    assert run_wanted("34") is None


def test_of_what_nobody_asked_for_the_head_alone_is_read(level: Tiers) -> None:
    answer = brought(level, 0, lambda event: event, body=bytes.swapcase)

    assert answer.status_code == 204


def brought(
    tiers: Tiers,
    after: int,
    change: Callable[[SealedEvent], SealedEvent],
    *,
    body: Callable[[bytes], bytes] = bytes,
) -> httpx.Response:
    """Bring the ministry what 安徽 signs of its log, the last event changed; stand in it again."""
    tiers.stand("34")
    *others, last = sealed_after(after, limit=1_000)
    changed = change(last)
    digest = digest_of(changed.text(), last.algorithm)
    own_hash = follow(last.previous_hash, last.position, digest, last.algorithm)
    last = replace(changed, hash=own_hash)
    signed = build(
        [*others, last],
        sender="34",
        receiver="00",
        signer=tiers.link.keyring.signer(),
        at=clock(),
        tip=Mark(1, last.position, last.hash),
    )
    content = pack(replace(signed, body=body(signed.body)))
    answer = tiers.link.client.post("/sync/again", content=content)
    tiers.stand("00")
    return answer


def test_after_a_repair_the_tiers_agree_also_where_the_triggers_were_off(
    level: Tiers, databases: Databases
) -> None:
    tampering = BY_THE_APPLICATION["a contribution base times ten"][0]
    off = "ALTER TABLE registry_contribution {} TRIGGER summed_update"
    level.as_owner("00", off.format("DISABLE"), tampering, off.format("ENABLE"))
    approved = decided(proven())
    assert isinstance(approved, Item)

    assert isinstance(carried_out(approved.number, databases), CarriedOut)

    level.stand("34")
    _, mismatches = level.prove()
    assert {one.table for one in mismatches} == {"registry_transfer"}  # 32 has not answered there
