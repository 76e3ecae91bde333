"""An idle node writes an echo, and how long it took until the ministry held it is noted."""

from datetime import timedelta
from typing import Any

import pytest
from tiers import Tiers
from told import found, live, proven

from counter import AT
from tongchou.events.models import Event
from tongchou.sync.changes import echo
from tongchou.sync.changes.echo import IDLE, echo_when_idle, note_answer_to_echo
from tongchou.sync.queries import confirmed_position, links, set_aside

LATER = AT + IDLE


@pytest.mark.usefixtures("province")
def test_an_idle_node_writes_one_echo_and_then_none_for_as_long() -> None:
    live()

    written = [
        echo_when_idle("34", at=at)
        for at in (AT + IDLE / 2, LATER, LATER + timedelta(seconds=1), LATER + IDLE)
    ]

    assert written == [False, True, False, True]
    assert Event.objects.filter(item_number="").count() == 2


@pytest.mark.usefixtures("province")
def test_a_log_without_events_has_no_echo() -> None:
    assert not echo_when_idle("34", at=AT)


def test_a_halted_log_takes_no_echo(province: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    del province
    live()
    monkeypatch.setattr(echo, "halted", lambda: "rolled back")

    assert not echo_when_idle("34", at=LATER)


def test_an_echo_is_held_by_the_ministry_and_changes_nothing_there(tiers: Tiers) -> None:
    live()
    assert echo_when_idle("34", at=LATER)

    tiers.bring()

    ((sealed,),) = Event.objects.order_by("-id").values_list("seal__position")[:1]
    assert confirmed_position("00") == sealed
    assert found(proven()) == []
    tiers.stand("00")
    assert set_aside() == []
    assert found(proven()) == []


@pytest.mark.usefixtures("province")
def test_the_round_trip_of_the_last_event_stands_on_the_link() -> None:
    note_answer_to_echo("00", recorded=AT, at=AT + timedelta(seconds=1.5))

    (link,) = [one for one in links(at=AT) if one.peer == "00"]

    assert (link.echo_seconds, link.echoed_at) == (1.5, AT + timedelta(seconds=1.5))
    assert link.as_json()["echo_seconds"] == 1.5
