"""What a call carries: only what its sender signed is believed, and only so much is read."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
from postbox import MORNING, Desk
from way import happened

from tongchou.standards.messages import canonical_json
from tongchou.sync import statements
from tongchou.sync.calls import Link
from tongchou.sync.exchange import Exchange, pull, push
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Peer
from tongchou.sync.protocol.marks import START, Standing
from tongchou.sync.queries import links

pytestmark = pytest.mark.usefixtures("ministry", "ministry_answers")


def test_a_request_from_another_time_is_not_answered(link: Link) -> None:
    happened("给安徽", addressee="34")

    late, early = (
        pull(link, Desk().handlers, at=MORNING + timedelta(minutes=minutes)) for minutes in (-6, 6)
    )

    assert "401" in str(late.fault)
    assert "401" in str(early.fault)
    assert Peer.objects.get(code="34").contact_at is None


def test_a_request_is_answered_once(link: Link, anhui: Keyring) -> None:
    happened("给安徽", addressee="34")
    headers = statements.sign(Standing(START, START), keyring=anhui, receiver="00", at=MORNING)

    first, again = (link.client.get("/sync/envelopes", headers=headers) for _ in range(2))

    assert (first.status_code, again.status_code) == (200, 401)
    assert again.json()["refusal"]["code"] == "sync.stale"


def signed(anhui: Keyring, **changed: Any) -> dict[str, str]:
    """Return the headers of a request as 安徽 would sign it, whatever it says."""
    headers = statements.sign(Standing(START, START), keyring=anhui, receiver="00", at=MORNING)
    line = canonical_json(json.loads(headers["Tongchou-Statement"]) | changed)
    signature = anhui.signer().sign(b"tongchou statement\n" + line.encode()).hex()
    return {"Tongchou-Statement": line, "Tongchou-Signature": signature}


def place(**changed: Any) -> dict[str, Any]:
    """Return a place at the beginning of a log, with some other values."""
    return {"epoch": 1, "position": 0, "hash": "0" * 64} | changed


@pytest.mark.parametrize(
    "changed",
    [
        {"moment": "2024-10-08T01:00:00"},
        {"moment": "2024-10-08"},
        {"moment": "2024-13-08T01:00:00.000000Z"},
        {"moment": ""},
        {"answers": "2024-10-08T01:00:00.000000Z"},
        {"own": place(position="")},
        {"own": place(position=-1)},
        {"own": place(position=1e9)},
        {"own": place(position=True)},
        {"own": place(position=10**18)},
        {"own": place(hash="")},
        {"own": place(epoch=0)},
        {"own": {}},
        {"held": None},
        {"refusal": "A"},
        {"receiver": "32"},
        {"more": 1},
    ],
)
def test_a_signed_request_that_makes_no_sense_is_refused(
    link: Link, anhui: Keyring, changed: dict[str, Any]
) -> None:
    answer = link.client.get("/sync/envelopes", headers=signed(anhui, **changed))

    assert answer.status_code == 401
    assert Peer.objects.get(code="34").contact_at is None


def test_an_absurd_tip_is_refused_and_shown(link: Link, anhui: Keyring) -> None:
    headers = signed(anhui, own=place(position=10**14))

    answer = link.client.get("/sync/envelopes", headers=headers)

    [state] = [state for state in links(at=MORNING) if state.peer == "34"]
    assert answer.json()["refusal"]["code"] == "sync.tip"
    assert (state.state, state.lag, state.sealed) == ("never", 0, 0)
    assert state.fault is not None
    assert "100000000000000" in state.fault.en


CHANGED = [
    {"node": "32"},
    {"node": "99"},
    {"own": place(position=7)},
    {"held": place(hash="1" * 64)},
    {"moment": "2024-10-08T01:00:01.000000Z"},
    {"algorithm": "SM2"},
    {"key": "1" * 64},
]

CHANGED_HEADERS = [
    ("Tongchou-Statement", ""),
    ("Tongchou-Statement", "no statement"),
    ("Tongchou-Statement", "[" * 4_000),
    ("Tongchou-Signature", "no hexadecimal"),
    ("Tongchou-Signature", ""),
]


def test_a_changed_request_is_not_believed(link: Link, anhui: Keyring) -> None:
    headers = signed(anhui)
    line = json.loads(headers["Tongchou-Statement"])

    answers = [
        link.client.get("/sync/envelopes", headers={**headers, header: value})
        for header, value in [
            *CHANGED_HEADERS,
            *(("Tongchou-Statement", canonical_json(line | changed)) for changed in CHANGED),
        ]
    ]

    assert {answer.status_code for answer in answers} == {401}


def test_rubbish_is_refused_in_words(link: Link) -> None:
    answers = [
        link.client.post("/sync/envelopes", content=content)
        for content in (b"", b"nothing of ours", b"\x1f\x8b broken")
    ]

    assert {answer.status_code for answer in answers} == {400}
    assert {answer.json()["refusal"]["code"] for answer in answers} == {"sync.unreadable"}


def test_a_body_announced_too_large_is_not_read(link: Link) -> None:
    answer = link.client.post("/sync/envelopes", content=b"1" * 17_000_000)

    assert answer.status_code == 413
    assert answer.json()["refusal"]["code"] == "sync.too_large"


@pytest.mark.parametrize(
    "answer",
    [
        b"", b"nothing of ours", b'{"position": 1}', b'{"position": "1", "refusal": null}',
        b'{"position": true, "refusal": null}', b'{"position": -1, "refusal": null}',
        b'{"position": 1' + b"0" * 30 + b', "refusal": null}',
        b'{"position": 1, "refusal": "no"}', b"[" * 8_000, b"1" * 9_000,
    ],
)  # fmt: skip
def test_an_answer_that_is_no_receipt_is_an_outage(
    link: Link, anhui: Keyring, answer: bytes
) -> None:
    happened("甲")
    said = httpx.ByteStream(answer)
    impostor = httpx.MockTransport(lambda _: httpx.Response(200, stream=said))
    astray = Link("00", httpx.Client(transport=impostor, base_url="http://ministry"), anhui)

    missed = push(astray, at=MORNING)

    assert (missed.position, missed.is_level) == (0, False)
    assert missed.fault is not None
    assert push(link, at=MORNING) == Exchange(1, 1)


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_an_answer_without_end_is_not_read_to_its_end(anhui: Keyring, encoding: str) -> None:
    """Nor is it unpacked: what a peer sends is bounded as it travels."""
    read: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield bytes(1_000_000)

    impostor = httpx.MockTransport(
        lambda _: httpx.Response(200, headers={"Content-Encoding": encoding}, content=endless())
    )
    astray = Link("00", httpx.Client(transport=impostor, base_url="http://ministry"), anhui)

    missed = pull(astray, Desk().handlers, at=MORNING)

    assert "too large" in str(missed.fault)
    assert len(read) <= 18
