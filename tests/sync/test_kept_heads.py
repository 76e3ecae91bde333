"""What a peer signed is kept, and says who is right when a copy was forged behind the system."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from django.db import ProgrammingError, connection, transaction
from postbox import MORNING, Desk, arrive, letter, sealed_log

from tongchou.events.chain import digest_of, follow, sealed_text
from tongchou.node.postgres import Postgres
from tongchou.sync.heads import verify_signed
from tongchou.sync.keys import Keyring
from tongchou.sync.models import HeldEvent, KeptHead, Peer
from tongchou.sync.queries import verify_held

pytestmark = pytest.mark.usefixtures("ministry")

LOG = sealed_log(["甲", "乙", "丙", "丁", "戊", "己", "庚"])


@pytest.fixture
def taken(ministry_keys: Keyring, anhui: Keyring) -> Keyring:
    """Take the log of 安徽 in, in three envelopes: positions 1–2, 3–5, 6–7."""
    for run in (LOG[:2], LOG[2:5], LOG[5:]):
        arrive(letter(run, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
    return ministry_keys


@pytest.fixture
def owner(server: Postgres) -> Any:
    """Return a connection of the owner, who may change anything."""
    with psycopg.connect(server.url("test_00"), autocommit=True) as connection:
        yield connection


def faults(keyring: Keyring, since: int = 0) -> list[tuple[int, int, str, str]]:
    return [
        (fault.position, fault.until, fault.what, fault.at_fault)
        for fault in verify_signed("34", keyring=keyring, since=since)
    ]


def forge(owner: Any, position: int) -> None:
    """Change a held event and compute the chain behind it anew, with the cursor."""
    held = list(HeldEvent.objects.filter(node="34").order_by("position"))
    last_hash = bytes(held[position - 2].hash) if position > 1 else bytes(32)
    for event in held[position - 1 :]:
        body = "{}" if event.position == position else event.body
        said = (event.kind, event.item_number, event.addressee, event.recorded_at, body)
        digest = digest_of(sealed_text(*said), event.algorithm)
        last_hash = follow(last_hash, event.position, digest, event.algorithm)
        owner.execute(
            "UPDATE sync_heldevent SET body = %s, digest = %s, hash = %s WHERE position = %s",
            [body, digest, last_hash, event.position],
        )
    owner.execute("UPDATE sync_peer SET received_hash = %s WHERE code = '34'", [last_hash])


def test_every_run_taken_in_leaves_its_signed_head(taken: Keyring) -> None:
    heads = KeptHead.objects.order_by("id")

    assert [(head.node, head.first_position, head.last_position) for head in heads] == [
        ("34", 1, 2), ("34", 3, 5), ("34", 6, 7),
    ]  # fmt: skip
    assert faults(taken) == []


@pytest.mark.parametrize(("position", "run"), [(1, (1, 2)), (4, (3, 5))])
def test_a_copy_forged_and_chained_anew_is_told_from_what_was_signed(
    taken: Keyring, owner: Any, position: int, run: tuple[int, int]
) -> None:
    forge(owner, position)

    assert list(verify_held("34")) == []
    assert faults(taken) == [(*run, "copy", "copy")]
    assert faults(taken, since=5) == []


def test_a_forged_copy_does_not_make_the_next_envelope_of_its_sender_a_lie(
    taken: Keyring, owner: Any, anhui: Keyring
) -> None:
    forge(owner, 4)
    log = sealed_log(["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛"])

    receipt = arrive(letter(log[7:], anhui), Desk().handlers, keyring=taken, at=MORNING)

    assert receipt.refusal is not None
    assert receipt.refusal.code == "sync.forked"
    assert faults(taken) == [(3, 5, "copy", "copy")]


def test_a_sender_that_signed_two_logs_is_convicted_by_both(taken: Keyring, anhui: Keyring) -> None:
    other = sealed_log(["甲", "乙", "丙", "丁", "换", "己", "庚", "辛"])
    for _ in range(3):
        arrive(letter(other[7:], anhui), Desk().handlers, keyring=taken, at=MORNING)
        arrive(letter(other[2:5], anhui), Desk().handlers, keyring=taken, at=MORNING)

    assert KeptHead.objects.exclude(refusal="").count() == 2
    assert faults(taken) == [(8, 8, "two_logs", "sender"), (3, 5, "two_logs", "sender")]


TAMPERED: dict[str, tuple[str, list[tuple[int, int, str, str]]]] = {
    "another signature": (
        "UPDATE sync_kepthead SET signature = sha256('x') WHERE first_position = 3",
        [(3, 5, "head", "copy")],
    ),
    "another head": (
        (
            "UPDATE sync_kepthead SET head = replace(head, '\"sealed\":', '\"sealed\":1')"
            " WHERE first_position = 1"
        ),
        [(1, 2, "head", "copy")],
    ),
    "a head of another place": (
        (
            "UPDATE sync_kepthead AS kept SET head = other.head, signature = other.signature"
            " FROM sync_kepthead AS other WHERE kept.first_position = 3"
            " AND other.first_position = 6"
        ),
        [(3, 5, "head", "copy")],
    ),
    "a head removed": (
        "DELETE FROM sync_kepthead WHERE first_position = 3",
        [(3, 5, "unsigned", "copy")],
    ),
    "the last head removed": (
        "DELETE FROM sync_kepthead WHERE first_position = 6",
        [(6, 7, "unsigned", "copy")],
    ),
    "an event removed": (
        "DELETE FROM sync_heldevent WHERE position = 7",
        [(6, 7, "copy", "copy")],
    ),
}


@pytest.mark.parametrize("what", sorted(TAMPERED))
def test_every_change_of_what_is_kept_is_named_with_its_run(
    taken: Keyring, owner: Any, what: str
) -> None:
    change, expected = TAMPERED[what]

    assert owner.execute(change).rowcount == 1

    assert faults(taken) == expected


@pytest.mark.usefixtures("taken")
def test_a_node_may_only_add_to_the_heads_it_keeps() -> None:
    for change in ("UPDATE sync_kepthead SET head = ''", "DELETE FROM sync_kepthead"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)


def test_a_run_that_is_not_taken_in_leaves_no_head(ministry_keys: Keyring, anhui: Keyring) -> None:
    envelope = letter(LOG[:2], anhui)
    cases: list[Callable[[], Any]] = [
        lambda: replace(envelope, body=envelope.body[:-1]),
        lambda: replace(envelope, signature=bytes(64)),
        lambda: letter(LOG[2:], anhui),
        lambda: letter(LOG[:2], anhui, receiver="32"),
    ]
    for case in cases:
        arrive(case(), Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert not KeptHead.objects.exists()
    assert not Peer.objects.filter(received_position__gt=0).exists()
