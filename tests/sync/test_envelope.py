from collections.abc import Callable
from typing import Any

import pytest
from postbox import letter, sealed_log

from tongchou.sync.envelope import (
    Envelope,
    Stub,
    WholeEvent,
    pack,
    proves_itself,
    unfold,
    unpack,
)
from tongchou.sync.keys import Keyring


def changed_event(envelope: Envelope, **said: Any) -> Envelope:
    first, *others = envelope.events
    return envelope.model_copy(update={"events": [first.model_copy(update=said), *others]})


def test_an_envelope_arrives_as_it_was_sent(anhui: Keyring) -> None:
    sent = letter(sealed_log(["甲", "乙"]), anhui)

    assert unpack(pack(sent)) == sent


def test_the_chain_computed_anew_ends_in_the_signed_hash(anhui: Keyring) -> None:
    log = sealed_log(["甲", "乙", "丙"])
    envelope = letter(log[1:], anhui)

    unfolded = unfold(envelope)

    assert proves_itself(envelope, unfolded)
    assert [(placed.position, placed.hash) for placed in unfolded] == [
        (2, log[1].hash),
        (3, log[2].hash),
    ]


@pytest.mark.parametrize("field", ["kind", "item_number", "addressee", "recorded_at", "body"])
def test_one_changed_word_of_an_event_breaks_the_chain(anhui: Keyring, field: str) -> None:
    envelope = letter(sealed_log(["甲", "乙"]), anhui)

    tampered = changed_event(envelope, **{field: "另"})

    assert not proves_itself(tampered, unfold(tampered))


TAMPERINGS: dict[str, Callable[[Envelope], dict[str, Any]]] = {
    "sender": lambda _: {"sender": "32"},
    "receiver": lambda _: {"receiver": "31"},
    "place": lambda envelope: {"first_position": envelope.first_position + 1},
    "hash before": lambda _: {"previous_hash": "11" * 32},
    "hash after": lambda _: {"last_hash": "22" * 32},
    "tip": lambda envelope: {"sealed": envelope.sealed + 1},
    "algorithm": lambda _: {"algorithm": "SM2"},
    "signature": lambda envelope: {"signature": "00" + envelope.signature[2:]},
}


@pytest.mark.parametrize("what", sorted(TAMPERINGS))
def test_a_changed_head_is_not_what_was_signed(
    anhui: Keyring, ministry_keys: Keyring, what: str
) -> None:
    envelope = letter(sealed_log(["甲"]), anhui)
    verifier = ministry_keys.verifier("34")
    assert verifier is not None
    assert envelope.is_signed_by(verifier)

    tampered = envelope.model_copy(update=TAMPERINGS[what](envelope))

    assert not tampered.is_signed_by(verifier)


def test_what_is_for_others_goes_as_a_stub_and_the_chain_still_proves_itself(
    ministry_keys: Keyring,
) -> None:
    log = sealed_log(["给江苏", "给安徽", "给大家"], addressees=["32", "34", ""])

    envelope = letter(log, ministry_keys, receiver="34")

    assert [type(event) for event in envelope.events] == [Stub, WholeEvent, WholeEvent]
    assert "给江苏" not in envelope.model_dump_json()
    assert proves_itself(envelope, unfold(envelope))


@pytest.mark.parametrize(
    "content", [b"", b"no gzip at all", pack(Envelope.model_construct(events=[]))]
)
def test_what_is_no_envelope_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        unpack(content)


def test_an_envelope_cut_short_is_refused(anhui: Keyring) -> None:
    whole = pack(letter(sealed_log(["甲"]), anhui))

    with pytest.raises(ValueError, match="cut short"):
        unpack(whole[: len(whole) // 2])
