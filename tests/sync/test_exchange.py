"""Both ends in one process and database: the log is the sender's, the holdings the receiver's."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import include, path
from postbox import MINUTE, MORNING, Desk, registered

from tongchou.events import queries as events
from tongchou.events.chain import NO_HASH
from tongchou.events.changes import append, seal
from tongchou.node.postgres import Postgres
from tongchou.standards.messages import canonical_json
from tongchou.standards.text import Text
from tongchou.sync import queries, statements
from tongchou.sync.calls import Link
from tongchou.sync.changes import halted
from tongchou.sync.exchange import Exchange, pull, push
from tongchou.sync.keys import Keyring
from tongchou.sync.models import Peer
from tongchou.sync.protocol.marks import START, Standing
from tongchou.sync.queries import links

urlpatterns = [path("sync/", include("tongchou.channels.api.sync"))]

pytestmark = pytest.mark.usefixtures("ministry", "ministry_answers")


class Wire(httpx.BaseTransport):
    """The way to the ministry; it can be cut before the request or before the answer."""

    def __init__(self) -> None:
        self._ministry = httpx.WSGITransport(app=get_wsgi_application())
        self.cut = ""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request to the ministry, and the answer back."""
        if self.cut == "before":
            raise httpx.ConnectError("no route to the ministry")
        answer = self._ministry.handle_request(request)
        if self.cut == "after":
            raise httpx.ReadTimeout("the answer never came")
        return answer


DESK_OF_THE_MINISTRY = Desk()


def ministry_handlers() -> Any:
    """Return what the ministry does with messages; settings name it by its path."""
    return DESK_OF_THE_MINISTRY.handlers


@pytest.fixture
def ministry_answers(home: Path) -> Iterator[None]:
    DESK_OF_THE_MINISTRY.__init__()  # type: ignore[misc]  # a clean desk for every test
    with override_settings(
        ROOT_URLCONF=__name__,
        NODE_CODE="00",
        HOME=home,
        WIRING=f"{__name__}.ministry_handlers",
        NOW=lambda: MORNING,
        ALLOWED_HOSTS=["ministry"],
    ):
        yield


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def link(anhui: Keyring, wire: Wire) -> Link:
    return Link("00", httpx.Client(transport=wire, base_url="http://ministry"), anhui)


def happened(*names: str, addressee: str = "") -> None:
    """Write and seal some events in the log of whoever sends in this test."""
    for name in names:
        append([registered(name)], item_number="1", recorded_at=MORNING, addressee=addressee)
    seal()


def test_what_was_sealed_is_pushed_and_confirmed(link: Link) -> None:
    happened("甲", "乙")

    assert push(link, at=MORNING) == Exchange(2, 2)
    assert push(link, at=MORNING).is_level
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙"]
    assert queries.confirmed_position("00") == 2
    assert queries.received_position("34") == 2


def test_a_large_log_goes_in_several_envelopes(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    happened("甲", "乙", "丙")

    first, second = push(link, at=MORNING), push(link, at=MORNING)

    assert (first, second) == (Exchange(2, 3), Exchange(3, 3))
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


def test_the_next_envelope_is_built_while_the_last_one_travels(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    happened("甲", "乙", "丙", "丁")

    push(link, at=MORNING)
    monkeypatch.setattr(queries, "envelope_after", None)

    assert push(link, at=MORNING + MINUTE) == Exchange(4, 4)
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙", "丁"]
    assert not link.built


def test_what_was_built_is_not_sent_where_another_place_is_wanted(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    happened("甲", "乙", "丙", "丁", "戊")
    push(link, at=MORNING)

    Peer.objects.filter(code="00").update(sent_position=0, sent_hash=NO_HASH)
    again = push(link, at=MORNING)
    further = push(link, at=MORNING, until=3)  # and not 4, as was built

    assert (again, further) == (Exchange(2, 5), Exchange(3, 5))
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


def test_an_unreachable_ministry_is_an_outage_and_never_a_refusal(link: Link, wire: Wire) -> None:
    happened("甲")
    wire.cut = "before"

    missed = push(link, at=MORNING)
    wire.cut = ""
    caught_up = push(link, at=MORNING + MINUTE)

    assert str(missed.fault) == "ConnectError: no route to the ministry"
    assert not missed.is_level
    assert caught_up == Exchange(1, 1)
    assert Peer.objects.values_list("refusal_zh", "outage").get(code="00") == ("", "")


def test_a_lost_answer_costs_nothing(link: Link, wire: Wire) -> None:
    """The ministry took the envelope in and died before it could say so."""
    happened("甲", "乙")
    wire.cut = "after"

    lost = push(link, at=MORNING)
    wire.cut = ""
    happened("丙")
    resumed, rest = push(link, at=MORNING), push(link, at=MORNING)

    assert lost.position == 0
    assert (resumed.position, rest.position) == (2, 3)
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


def test_a_sender_that_ran_ahead_goes_back_to_what_is_wanted(link: Link) -> None:
    happened("甲", "乙", "丙")
    Peer.objects.update_or_create(code="00", defaults={"sent_position": 2})

    back, on = push(link, at=MORNING), push(link, at=MORNING + MINUTE)

    assert (back, on) == (Exchange(0, 3), Exchange(3, 3))


def test_a_ministry_that_holds_more_than_was_sealed_needs_a_person(
    link: Link, server: Postgres
) -> None:
    """The province came back from a backup that knows nothing of its last event."""
    happened("甲", "乙", "丙")
    push(link, at=MORNING)
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("DELETE FROM events_seal WHERE position = 3")  # the node itself cannot
    Peer.objects.filter(code="00").update(sent_position=1)

    stopped = push(link, at=MORNING)

    [shown] = [state for state in links(at=MORNING) if state.peer == "00"]
    assert (stopped.position, stopped.tip) == (3, 2)
    assert shown.state == "halted"
    assert (
        shown.refused
        == stopped.fault
        == Text(
            "留存至第3号,日志却只封存至第2号",
            "Held up to position 3, but sealed up to 2 only",
        )
    )


def test_what_is_for_a_province_is_pulled_and_what_is_for_others_proven(link: Link) -> None:
    happened("给江苏", addressee="32")
    happened("给安徽", addressee="34")
    desk = Desk()

    first, then = (pull(link, desk.handlers, at=MORNING + MINUTE * turn) for turn in range(2))

    assert first == Exchange(2, 2)
    assert then.is_level
    assert desk.names == ["给安徽"]
    assert list(queries.verify_held("00")) == []


def test_a_request_is_a_heartbeat_that_tells_the_tip(link: Link) -> None:
    happened("甲", "乙", "丙", "丁", "戊")
    held = {"received_position": 3, "received_hash": events.hash_at(3)}
    Peer.objects.filter(code="34").update(**held, sealed_there=3)

    pull(link, Desk().handlers, at=MORNING)

    [state] = [state for state in links(at=MORNING) if state.peer == "34"]
    assert (state.sealed, state.held, state.lag, state.state) == (5, 3, 2, "behind")


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


def test_a_link_not_heard_for_a_while_is_silent(link: Link) -> None:
    pull(link, Desk().handlers, at=MORNING)

    def state(at: datetime) -> str:
        return next(state.state for state in links(at=at) if state.peer == "34")

    assert state(MORNING + MINUTE / 2) == "level"
    assert state(MORNING + 2 * MINUTE) == "silent"


def states(at: datetime = MORNING) -> dict[str, Any]:
    """Return the state of each link; both ends of one link stand in one database here."""
    return {state.peer: state for state in links(at=at)}


def test_a_province_that_was_rolled_back_shows_on_both_sides_also_when_idle(
    link: Link, server: Postgres
) -> None:
    happened("甲", "乙", "丙")
    push(link, at=MORNING)
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("DELETE FROM events_seal WHERE position = 3")  # the node itself cannot

    pull(link, Desk().handlers, at=MORNING + MINUTE)
    again = pull(link, Desk().handlers, at=MORNING + 2 * MINUTE)

    said = Text("留存至第3号,日志却只封存至第2号", "Held up to position 3, but sealed up to 2 only")
    assert (states()["34"].state, states()["34"].fault) == ("halted", said)
    assert (states()["00"].state, states()["00"].refused) == ("halted", said)
    assert again.fault is None  # the other direction goes on, and wipes nothing
    assert halted() is not None


def test_another_history_of_the_same_length_shows_on_both_sides_also_when_idle(
    link: Link, server: Postgres
) -> None:
    happened("甲", "乙", "丙")
    push(link, at=MORNING)
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("UPDATE events_seal SET hash = sha256('') WHERE position = 3")

    pull(link, Desk().handlers, at=MORNING + MINUTE)

    said = "At position 3 the log differs from the copy held"
    assert (states()["34"].fault.en, states()["00"].refused.en) == (said, said)


def test_a_ministry_restored_from_an_older_copy_is_sent_what_it_lost_by_itself(
    link: Link, server: Postgres
) -> None:
    happened("甲", "乙", "丙")
    push(link, at=MORNING)
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("DELETE FROM sync_heldevent WHERE position > 1")
    Peer.objects.filter(code="34").update(received_position=1, received_hash=events.hash_at(1))

    pull(link, Desk().handlers, at=MORNING + MINUTE)
    heard = queries.confirmed_position("00")
    sent_again = push(link, at=MORNING + 2 * MINUTE)

    assert (heard, sent_again) == (1, Exchange(3, 3))
    assert DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙", "乙", "丙"]
    assert states()["34"].state == "level"


def test_a_node_that_was_rolled_back_takes_nothing_in(link: Link) -> None:
    happened("甲")
    Peer.objects.update_or_create(code="32", defaults={"life": "a1"})

    waiting = push(link, at=MORNING)

    assert waiting.fault is not None
    assert "brought forward" in waiting.fault.en
    assert DESK_OF_THE_MINISTRY.names == []
    assert states()["00"].refused is None  # it passes by itself
