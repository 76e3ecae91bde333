"""Both ends in one process and database: the log is the sender's, the holdings the receiver's."""

from datetime import datetime
from typing import Any

import psycopg
import pytest
import way
from postbox import MINUTE, MORNING, Desk
from way import Wire, happened

from tongchou.events import queries as events
from tongchou.events.chain import NO_HASH
from tongchou.node.postgres import Postgres
from tongchou.standards.text import Text
from tongchou.sync import queries
from tongchou.sync.calls import Link
from tongchou.sync.changes import halted
from tongchou.sync.exchange import Exchange, pull, push
from tongchou.sync.models import Peer
from tongchou.sync.queries import links

pytestmark = pytest.mark.usefixtures("ministry", "ministry_answers")


def test_what_was_sealed_is_pushed_and_confirmed(link: Link) -> None:
    happened("甲", "乙")

    assert push(link, at=MORNING) == Exchange(2, 2)
    assert push(link, at=MORNING).is_level
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙"]
    assert queries.confirmed_position("00") == 2
    assert queries.received_position("34") == 2


def test_a_large_log_goes_in_several_envelopes(link: Link, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    happened("甲", "乙", "丙")

    first, second = push(link, at=MORNING), push(link, at=MORNING)

    assert (first, second) == (Exchange(2, 3), Exchange(3, 3))
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


def test_the_next_envelope_is_built_while_the_last_one_travels(
    link: Link, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "EVENTS_MAX", 2)
    happened("甲", "乙", "丙", "丁")

    push(link, at=MORNING)
    monkeypatch.setattr(queries, "envelope_after", None)

    assert push(link, at=MORNING + MINUTE) == Exchange(4, 4)
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙", "丁"]
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
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


def test_an_unreachable_ministry_is_an_outage_and_never_a_refusal(link: Link, wire: Wire) -> None:
    happened("甲")
    wire.cut = "before"

    missed = push(link, at=MORNING)
    wire.cut = ""
    caught_up = push(link, at=MORNING + MINUTE)

    assert missed.fault is not None
    assert missed.fault.zh == "无法连接对端：连接中断（no route to the ministry）"
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
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙"]


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
    forgets(server, 3)
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


def test_a_link_not_heard_for_a_while_is_silent(link: Link) -> None:
    pull(link, Desk().handlers, at=MORNING)

    def state(at: datetime) -> str:
        return next(state.state for state in links(at=at) if state.peer == "34")

    assert state(MORNING + MINUTE / 2) == "level"
    assert state(MORNING + 2 * MINUTE) == "silent"


def forgets(server: Postgres, position: int) -> None:
    """Take an event out of the log as an old copy would; the node itself cannot."""
    with psycopg.connect(server.url("test_00"), autocommit=True) as owner:
        owner.execute("DELETE FROM events_seal WHERE position = %s", [position])


def states(at: datetime = MORNING) -> dict[str, Any]:
    """Return the state of each link; both ends of one link stand in one database here."""
    return {state.peer: state for state in links(at=at)}


def test_a_province_that_was_rolled_back_shows_on_both_sides_also_when_idle(
    link: Link, server: Postgres
) -> None:
    happened("甲", "乙", "丙")
    push(link, at=MORNING)
    forgets(server, 3)

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
    assert way.DESK_OF_THE_MINISTRY.names == ["甲", "乙", "丙", "乙", "丙"]
    assert states()["34"].state == "level"


def test_a_node_that_was_rolled_back_takes_nothing_in(link: Link) -> None:
    happened("甲")
    Peer.objects.update_or_create(code="32", defaults={"life": "a1"})

    waiting = push(link, at=MORNING)

    assert waiting.fault is not None
    assert "brought forward" in waiting.fault.en
    assert way.DESK_OF_THE_MINISTRY.names == []
    assert states()["00"].refused is None  # it passes by itself
