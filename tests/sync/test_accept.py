from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postbox import MINUTE, MORNING, Desk, arrive, letter, sealed_log

from tongchou.events.chain import digest_of, follow
from tongchou.node.postgres import Postgres
from tongchou.standards import messages
from tongchou.standards.messages import Message
from tongchou.sync import queries
from tongchou.sync.changes import Busy, Receipt
from tongchou.sync.changes.links import locked
from tongchou.sync.envelope import Envelope
from tongchou.sync.handlers import Handlers, Received
from tongchou.sync.keys import Keyring
from tongchou.sync.models import HeldEvent, Peer
from tongchou.sync.protocol import links
from tongchou.sync.queries import set_aside, verify_held

pytestmark = pytest.mark.usefixtures("ministry")

LOG = sealed_log(["甲", "乙", "丙", "丁", "戊"])


def code_of(receipt: Receipt) -> str:
    return receipt.refusal.code if receipt.refusal else ""


def held_positions() -> list[int]:
    return list(HeldEvent.objects.order_by("position").values_list("position", flat=True))


def test_events_are_held_and_handled_in_order(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk = Desk()

    receipt = arrive(letter(LOG, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert receipt == Receipt(5)
    assert desk.names == ["甲", "乙", "丙", "丁", "戊"]
    assert held_positions() == [1, 2, 3, 4, 5]
    assert list(verify_held("34")) == []
    assert desk.received[1] == Received(
        sender="34",
        position=2,
        item_number="34-20241008-000002",
        recorded_at=MORNING,
        addressee="",
        at=MORNING,
    )


def test_the_same_envelope_twice_counts_once(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk = Desk()
    envelope = letter(LOG[:3], anhui)

    first = arrive(envelope, desk.handlers, keyring=ministry_keys, at=MORNING)
    again = arrive(envelope, desk.handlers, keyring=ministry_keys, at=MORNING + MINUTE)

    assert first == again == Receipt(3)
    assert desk.names == ["甲", "乙", "丙"]


def test_what_is_told_again_in_another_cut_is_answered_with_the_place_held(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    desk = Desk()
    arrive(letter(LOG[:3], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    receipt = arrive(letter(LOG[1:5], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert receipt == Receipt(3)
    assert desk.names == ["甲", "乙", "丙"]


def test_a_gap_is_refused_with_the_position_wanted(ministry_keys: Keyring, anhui: Keyring) -> None:
    desk = Desk()
    arrive(letter(LOG[:2], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    receipt = arrive(letter(LOG[3:], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    assert code_of(receipt) == "sync.gap"
    assert receipt.position == 2
    assert desk.names == ["甲", "乙"]


def resigned(envelope: Envelope, keyring: Keyring, body: bytes = b"", **head: Any) -> Envelope:
    """Return an envelope whose head says something else, signed anew."""
    body = body or envelope.body
    told = envelope.head.model_copy(
        update={"body_bytes": len(body), "body_digest": digest_of(body).hex(), **head}
    )
    return Envelope(told, keyring.signer().sign(b"tongchou envelope\n" + told.text()), body)


def test_a_stranger_and_a_forger_leave_no_trace(ministry_keys: Keyring, anhui: Keyring) -> None:
    envelope = letter(LOG, anhui)
    stranger = replace(envelope, head=envelope.head.model_copy(update={"sender": "99"}))
    forger = replace(envelope, head=envelope.head.model_copy(update={"sender": "32"}))

    receipts = [
        arrive(tampered, Desk().handlers, keyring=ministry_keys, at=MORNING)
        for tampered in (stranger, forger)
    ]

    assert [code_of(receipt) for receipt in receipts] == ["sync.key_of_another"] * 2
    assert not Peer.objects.exclude(refusal_zh="", contact_at=None).exists()
    assert not HeldEvent.objects.exists()


def test_a_body_that_is_not_the_one_signed_is_refused_and_laid_to_nobody(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    envelope = letter(LOG, anhui)
    cut, longer, other = envelope.body[:-1], envelope.body + b"1", letter(LOG[:1], anhui).body

    receipts = [
        arrive(replace(envelope, body=body), Desk().handlers, keyring=ministry_keys, at=MORNING)
        for body in (cut, longer, other)
    ]

    assert {code_of(receipt) for receipt in receipts} == {"sync.body"}
    assert not HeldEvent.objects.exists()
    assert Peer.objects.get(code="34").refusal_zh == ""


def test_events_other_than_those_of_the_signed_chain_are_refused_and_shown(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    other = letter(sealed_log(["甲", "乙", "丙", "丁", "改"]), anhui)
    tampered = resigned(letter(LOG, anhui), anhui, other.body)

    receipt = arrive(tampered, Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert (receipt.position, code_of(receipt)) == (0, "sync.chain")
    shown = Peer.objects.values_list("refusal_zh", "refusal_en").get(code="34")
    assert shown == ("事件内容与签名的哈希不符", "The events do not add up to the signed hash")
    assert not HeldEvent.objects.exists()


def test_of_a_run_that_is_not_the_next_one_the_body_is_not_read(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    arrive(letter(LOG[:2], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
    again, gap = (
        arrive(replace(envelope, body=b""), Desk().handlers, keyring=ministry_keys, at=MORNING)
        for envelope in (letter(LOG[:2], anhui), letter(LOG[3:], anhui))
    )

    assert again == Receipt(2)
    assert (gap.position, code_of(gap)) == (2, "sync.gap")


def test_a_tip_that_no_log_can_have_reached_is_refused(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    envelope = letter(LOG, anhui, sealed=10**14)

    receipt = arrive(envelope, Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert code_of(receipt) == "sync.tip"
    assert Peer.objects.get(code="34").sealed_there == 0


def test_an_envelope_for_another_node_is_refused(jiangsu: Keyring, anhui: Keyring) -> None:
    receipt = arrive(letter(LOG, anhui), Desk().handlers, keyring=jiangsu, at=MORNING)

    assert code_of(receipt) == "sync.other_receiver"


def test_another_history_is_refused_where_it_departs(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    other = sealed_log(["甲", "改", "丙", "丁"])
    arrive(letter(LOG[:3], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    told_again = arrive(
        letter(other[:3], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING
    )
    told_on = arrive(letter(other[3:], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert [code_of(told_again), code_of(told_on)] == ["sync.forked", "sync.forked"]
    assert held_positions() == [1, 2, 3]


def test_a_province_may_withhold_nothing_from_the_ministry(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    log = sealed_log(["甲", "密"], addressees=["", "32"])

    receipt = arrive(letter(log, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert code_of(receipt) == "sync.withheld"


def test_a_province_takes_what_is_for_it_and_proves_the_rest(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    log = sealed_log(["给江苏", "给安徽", "给大家"], addressees=["32", "34", ""])
    desk = Desk()

    receipt = arrive(
        letter(log, ministry_keys, receiver="34"),
        desk.handlers,
        keyring=anhui,
        at=MORNING,
        may_withhold=True,
    )

    assert receipt == Receipt(3)
    assert desk.names == ["给安徽", "给大家"]
    assert list(verify_held("00")) == []


def test_who_sends_again_while_an_envelope_is_taken_in_is_not_kept_waiting(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    """Whoever waits holds a thread; one peer held all of them, and the others were shut out."""
    refused: list[BaseException | None] = []

    def again() -> None:
        try:
            arrive(letter(LOG[:1], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
        finally:
            connection.close()

    def slow(message: Message, received: Received) -> None:
        del message, received
        with ThreadPoolExecutor(1) as elsewhere:
            refused.append(elsewhere.submit(again).exception(timeout=20))

    receipt = arrive(
        letter(LOG[:1], anhui),
        Handlers({"employers_registered": slow}),
        keyring=ministry_keys,
        at=MORNING,
    )

    assert receipt == Receipt(1)
    assert [type(one) for one in refused] == [Busy]


@pytest.mark.parametrize(
    ("run", "refusal"), [(slice(0, 1), ""), (slice(3, 5), links.GAP)], ids=["held", "too early"]
)
def test_who_sends_a_caught_envelope_again_keeps_no_other_out(
    ministry_keys: Keyring, anhui: Keyring, run: slice, refusal: str
) -> None:
    """Whoever caught an envelope could lock its sender's row, and the next one was busy."""
    arrive(letter(LOG[:1], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)
    caught = letter(LOG[run], anhui)

    def again() -> Receipt:
        try:
            return arrive(caught, Desk().handlers, keyring=ministry_keys, at=MORNING)
        finally:
            connection.close()

    with transaction.atomic(), ThreadPoolExecutor(1) as elsewhere:
        locked("34")
        receipt = elsewhere.submit(again).result(timeout=20)

    assert (receipt.position, code_of(receipt)) == (1, refusal)


def test_an_outage_of_the_database_undoes_the_whole_envelope(
    ministry_keys: Keyring, anhui: Keyring
) -> None:
    def outage(message: Message, received: Received) -> None:
        del message
        if received.position == 2:
            raise OperationalError("the server closed the connection")

    with pytest.raises(OperationalError):
        arrive(
            letter(LOG[:3], anhui),
            Handlers({"employers_registered": outage}),
            keyring=ministry_keys,
            at=MORNING,
        )
    assert held_positions() == []
    again = arrive(letter(LOG[:3], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    assert again == Receipt(3)
    assert not set_aside()


def test_a_held_event_changed_behind_the_system_s_back_is_found(
    server: Postgres, ministry_keys: Keyring, anhui: Keyring
) -> None:
    arrive(letter(LOG, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("UPDATE sync_heldevent SET body = '{}' WHERE position = 3")
        owner.execute("DELETE FROM sync_heldevent WHERE position = 5")

    assert [(fault.position, fault.what) for fault in verify_held("34")] == [
        (3, "content"),
        (5, "missing"),
    ]


def test_a_node_may_only_add_to_what_it_holds(ministry_keys: Keyring, anhui: Keyring) -> None:
    arrive(letter(LOG, anhui), Desk().handlers, keyring=ministry_keys, at=MORNING)

    for change in ("UPDATE sync_heldevent SET body = ''", "DELETE FROM sync_heldevent"):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(change)


LIFE = sealed_log([str(number) for number in range(1, 13)])

CUTS = st.tuples(st.integers(1, 12), st.integers(1, 6))


@given(st.lists(CUTS, max_size=10))
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_the_deliveries_the_holdings_are_the_same(
    ministry_keys: Keyring, anhui: Keyring, deliveries: list[tuple[int, int]]
) -> None:
    with transaction.atomic():
        desk = Desk()
        for first, count in deliveries:
            arrive(_cut(first, count, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)
        position = Peer.objects.filter(code="34").values_list("received_position", flat=True)
        next_one = (position.first() or 0) + 1
        if next_one <= len(LIFE):
            arrive(_cut(next_one, 12, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

        assert desk.tried == [str(number) for number in range(1, 13)]
        assert held_positions() == list(range(1, 13))
        assert list(verify_held("34")) == []
        assert bytes(Peer.objects.get(code="34").received_hash) == LIFE[-1].hash
        transaction.set_rollback(True)


def _cut(first: int, count: int, keyring: Keyring) -> Envelope:
    return letter(LIFE[first - 1 : first - 1 + count], keyring, sealed=12)


def test_messages_survive_the_way_word_for_word(ministry_keys: Keyring, anhui: Keyring) -> None:
    arrive(
        letter(LOG[:1], anhui), Desk().handlers, keyring=ministry_keys, at=MORNING + timedelta(1)
    )

    held = HeldEvent.objects.get(node="34", position=1)

    assert messages.parse(held.kind, held.body) == messages.parse(LOG[0].kind, LOG[0].body)
    assert bytes(held.hash) == LOG[0].hash


def test_what_arrives_while_a_copy_is_proved_is_no_break(
    ministry_keys: Keyring, anhui: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk()
    arrive(letter(LOG[:2], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)

    def interrupted(*link: Any) -> bytes:
        arrive(letter(LOG, anhui), desk.handlers, keyring=ministry_keys, at=MORNING)
        arrive(letter(LOG[2:], anhui), desk.handlers, keyring=ministry_keys, at=MORNING)
        return follow(*link)

    monkeypatch.setattr(queries, "follow", interrupted)

    assert list(verify_held("34")) == []
    assert held_positions() == [1, 2, 3, 4, 5]
