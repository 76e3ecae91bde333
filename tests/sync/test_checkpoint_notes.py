"""A checkpoint as a signed note: what is signed, by whom, and what is none."""

import base64
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongchou.sync.checkpoints.notes import NOTE_BYTES_MAX, BadNote, Note, read_note
from tongchou.sync.keys import ED25519, KEY_MAKERS, SM2, signer_of, verifier_of

AT = datetime(2024, 11, 5, 2, 0, tzinfo=UTC)
ROOT = bytes(range(32))
# The seed 00…1f as an Ed25519 key, PKCS#8: its signatures are always the same.
KNOWN = signer_of(
    b"-----BEGIN PRIVATE KEY-----\n"
    + base64.b64encode(bytes.fromhex("302e020100300506032b657004220420") + bytes(range(32)))
    + b"\n-----END PRIVATE KEY-----\n"
)


def note_by(algorithm: str) -> tuple[Note, list[bytes]]:
    log, peer = (signer_of(KEY_MAKERS[algorithm]()) for _ in range(2))
    note = Note("34", 7, ROOT).signed(log).countersigned("00", peer, AT)
    return note, [log.public_pem, peer.public_pem]


@pytest.mark.parametrize("algorithm", [ED25519, SM2])
def test_a_note_is_signed_by_its_node_and_countersigned_by_the_peer(algorithm: str) -> None:
    note, keys = note_by(algorithm)
    log, peer = map(verifier_of, keys)

    arrived = read_note(str(note).encode())

    assert arrived == note
    assert arrived.is_signed_by(log)
    assert arrived.is_countersigned_by("00", peer)
    assert not arrived.is_signed_by(peer)
    assert not arrived.is_countersigned_by("00", log)
    assert not arrived.is_countersigned_by("34", log)
    for changed in (replace(note, size=8), replace(note, root=bytes(32)), replace(note, node="32")):
        assert not changed.is_signed_by(log)
        assert not changed.is_countersigned_by("00", peer)


def test_a_note_is_written_as_the_specification_says() -> None:
    lines = str(Note("34", 7, ROOT).signed(KNOWN)).split("\n")

    assert lines[:4] == ["tongchou/34/1", "7", base64.b64encode(ROOT).decode(), ""]
    dash, name, told = lines[4].split(" ")
    assert (dash, name, lines[5:]) == ("—", "tongchou/34/1", [""])
    assert len(base64.b64decode(told)) == 4 + 64


@given(st.binary(max_size=300))
def test_rubbish_is_no_note(content: bytes) -> None:
    with pytest.raises(BadNote):
        read_note(content)


GOOD = str(Note("34", 7, ROOT).signed(KNOWN))


@pytest.mark.parametrize(
    "content",
    [
        "",
        GOOD.partition("—")[0],
        GOOD.replace("tongchou/34", "elsewhere/34"),
        GOOD.replace("\n7\n", "\n07\n"),
        GOOD.replace("\n7\n", "\n-7\n"),
        GOOD + "more\n",
        GOOD.rstrip("\n"),
        GOOD + GOOD.splitlines(keepends=True)[-1] * 100,
    ],
)
def test_what_is_nearly_a_note_is_none(content: str) -> None:
    with pytest.raises(BadNote):
        read_note(content.encode())


def test_a_note_of_the_longest_size_is_read() -> None:
    line = GOOD.splitlines(keepends=True)[-1]
    lines = (NOTE_BYTES_MAX - len(GOOD.encode())) // len(line.encode())

    assert len(read_note((GOOD + line * lines).encode()).lines) == lines + 1
