"""What travels: a head that is signed, a body that the head stands for, and nothing more."""

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from postbox import letter, sealed_log

from tongchou.sync.envelope import (
    UNPACKED_BYTES_MAX,
    Envelope,
    Head,
    Unreadable,
    pack,
    proves_itself,
    read_body,
    read_head,
    unfold,
)
from tongchou.sync.keys import Keyring

LOG = sealed_log(["甲", "乙", "丙"])


packed = partial(gzip.compress, mtime=0)


def opened(content: bytes) -> Envelope:
    """Read an envelope as its receiver does."""
    stream = BytesIO(content)
    signed = read_head(stream)
    return Envelope(signed.head, signed.signature, read_body(stream, signed.head))


def test_an_envelope_arrives_as_it_was_sent(anhui: Keyring) -> None:
    sent = letter(LOG, anhui)

    assert opened(pack(sent)) == sent


def test_the_chain_computed_anew_ends_in_the_signed_hash(anhui: Keyring) -> None:
    envelope = letter(LOG[1:], anhui)

    placed = unfold(envelope.head, envelope.body)

    assert proves_itself(envelope.head, placed)
    assert [(one.position, one.hash) for one in placed] == [(2, LOG[1].hash), (3, LOG[2].hash)]
    assert [one.event.body for one in placed if one.event] == [LOG[1].body, LOG[2].body]


@pytest.mark.parametrize("field", ["kind", "item_number", "addressee", "recorded_at", "body"])
def test_one_changed_word_of_an_event_breaks_the_chain(anhui: Keyring, field: str) -> None:
    other = {"addressee": "00", "recorded_at": "2024-10-08T01:00:01.000000Z"}.get(field, "other")
    tampered = letter([replace(LOG[0], **{field: other}), *LOG[1:]], anhui)

    assert not proves_itself(tampered.head, unfold(tampered.head, tampered.body))


TAMPERINGS: dict[str, Callable[[Head], dict[str, Any]]] = {
    "sender": lambda _: {"sender": "32"},
    "receiver": lambda _: {"receiver": "31"},
    "place": lambda head: {"first_position": head.first_position + 1},
    "count": lambda head: {"count": head.count + 1},
    "hash before": lambda _: {"previous_hash": "11" * 32},
    "hash after": lambda _: {"last_hash": "22" * 32},
    "tip": lambda head: {"sealed": head.sealed + 1},
    "hash of the tip": lambda _: {"sealed_hash": "44" * 32},
    "whose log": lambda _: {"log": "00"},
    "epoch": lambda head: {"epoch": head.epoch + 1},
    "moment": lambda _: {"moment": "2024-10-08T01:00:01.000000Z"},
    "length of the body": lambda head: {"body_bytes": head.body_bytes + 1},
    "digest of the body": lambda _: {"body_digest": "33" * 32},
    "hash algorithm": lambda _: {"chain": "sm3"},
    "algorithm": lambda _: {"algorithm": "SM2"},
    "key": lambda _: {"key": "44" * 32},
}


@pytest.mark.parametrize("what", sorted(TAMPERINGS))
def test_a_changed_head_is_not_what_was_signed(
    anhui: Keyring, ministry_keys: Keyring, what: str
) -> None:
    signed = read_head(BytesIO(pack(letter(LOG, anhui))))
    verifier = ministry_keys.verifier("34")
    assert verifier is not None
    assert signed.is_signed_by(verifier)

    tampered = replace(signed, head=signed.head.model_copy(update=TAMPERINGS[what](signed.head)))

    assert not tampered.is_signed_by(verifier)


def test_what_is_for_others_goes_as_a_digest_and_the_chain_can_still_be_proven(
    ministry_keys: Keyring,
) -> None:
    log = sealed_log(["给江苏", "给安徽", "给大家"], addressees=["32", "34", ""])

    envelope = letter(log, ministry_keys, receiver="34")

    placed = unfold(envelope.head, envelope.body)
    assert [one.event is None for one in placed] == [True, False, False]
    assert "给江苏".encode() not in gzip.decompress(envelope.body)
    assert proves_itself(envelope.head, placed)


HEAD: dict[str, Any] = {
    "sender": "34", "receiver": "00", "log": "34", "epoch": 1,
    "moment": "2024-10-08T01:00:00.000000Z", "first_position": 1, "count": 1,
    "previous_hash": "0" * 64, "last_hash": "0" * 64, "sealed": 1, "sealed_hash": "0" * 64,
    "chain": "sha256", "body_bytes": 1, "body_digest": "0" * 64, "algorithm": "Ed25519",
    "key": "0" * 64,
}  # fmt: skip


def line(**head: Any) -> bytes:
    """Return a head's line, canonical, with some other values."""
    return json.dumps({**HEAD, **head}, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def test_a_head_in_its_canonical_text_is_read() -> None:
    assert read_head(BytesIO(line() + b"00\n")).head == Head(**HEAD)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no head at all",
        packed(b"{}"),
        line(),
        line() + b"no hexadecimal\n",
        line() + b"0\n",
        line() + b"00" * 4_096,
        line(sender="安徽") + b"00\n",
        line(first_position=0) + b"00\n",
        line(first_position=True) + b"00\n",
        line(first_position="1") + b"00\n",
        line(first_position=10**18, sealed=10**18) + b"00\n",
        line(first_position=2) + b"00\n",
        line(sealed_hash="1" * 64) + b"00\n",
        line(epoch=0) + b"00\n",
        line(moment="2024-13-08T01:00:00.000000Z") + b"00\n",
        line(moment="2024-10-08T01:00:00") + b"00\n",
        line(count=10_001, sealed=10_001) + b"00\n",
        line(body_bytes=10**9) + b"00\n",
        line(chain="md5") + b"00\n",
        line(more=1) + b"00\n",
        line().replace(b":1,", b":1.0,", 1) + b"00\n",
        line().replace(b"{", b"{ ", 1) + b"00\n",
        line().replace(b'"count":1', b'"count":1,"count":1') + b"00\n",
        line().replace(b'"count":1', b'"count":' + b"9" * 3_000) + b"00\n",
        b"[" * 4_095 + b"\n00\n",
        b'{"sender":' * 400 + b"\n00\n",
    ],
)  # fmt: skip
def test_what_is_no_head_is_refused_in_one_word(content: bytes) -> None:
    with pytest.raises(Unreadable, match=r"^\w+$"):
        read_head(BytesIO(content))


def text_of(*fields: str) -> bytes:
    text = "\n".join(fields).encode()
    return b"%d:%b" % (len(text), text)


MOMENT = "2024-10-08T01:00:00.000000Z"
GOOD = text_of("said", "1", "", MOMENT, "{}")


def unfolded(body: bytes, count: int = 1) -> int:
    """Unfold a body of so many events; return how many there are."""
    head = Head(**{**HEAD, "count": count, "sealed": count, "body_bytes": len(body)})
    return len(unfold(head, body))


def test_events_are_unfolded_one_by_one() -> None:
    assert unfolded(packed(GOOD + b"-" + b"0" * 64 + GOOD), 3) == 3


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"no gzip", "no gzip"),
        (zlib.compress(GOOD), "no gzip"),
        (packed(GOOD)[:-9], "cut short"),
        (packed(GOOD) + b"\0", "more than one"),
        (packed(GOOD) * 2, "more than one"),
        (packed(b"")+ packed(GOOD), "more than one"),
        (packed(GOOD * 2), "count"),
        (packed(b""), "count"),
        (packed(b"9:said"), "cut short"),
        (packed(b"9"), "length"),
        (packed(b"12345678901:"), "length"),
        (packed(b"8000001:"), "length"),
        (packed(b"0:"), "length"),
        (packed(b":"), "length"),
        (packed(b"{}"), "length"),
        (packed(b"-123"), "digest"),
        (packed(b"-" + b"G" * 64), "digest"),
        (packed(b"2:\xff\xff"), "event"),
        (packed(text_of("said", "1", "", MOMENT)), "event"),
        (packed(text_of("", "1", "", MOMENT, "{}")), "event"),
        (packed(text_of("said", "1'", "", MOMENT, "{}")), "event"),
        (packed(text_of("said", "1", "３４", MOMENT, "{}")), "event"),
        (packed(text_of("said", "1", "", "2024-13-08T01:00:00.000000Z", "{}")), "event"),
        (packed(text_of("said", "1", "", "2024-10-08T01:00:00", "{}")), "event"),
        (packed(text_of("said", "1", "", MOMENT, "\0")), "event"),
        (packed(b"-" + b"0" * (UNPACKED_BYTES_MAX + 1)), "length"),
        (packed(b"8000000:" + b"0" * (UNPACKED_BYTES_MAX + 1)), "event"),
    ],
)  # fmt: skip
def test_a_body_that_holds_what_is_no_event_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        unfolded(body)


def test_a_body_larger_than_may_be_is_refused_before_it_is_unpacked_whole() -> None:
    events = (b"-" + b"0" * 64) * 9_000 + text_of("said", "1", "", MOMENT, " " * 7_000_000) * 4

    with pytest.raises(Unreadable, match="too large"):
        unfolded(packed(events), 10_000)


@given(st.binary(max_size=200))
def test_whatever_is_in_a_body_it_is_read_or_refused(content: bytes) -> None:
    try:
        unfolded(packed(content))
    except Unreadable:
        return
    assert content
