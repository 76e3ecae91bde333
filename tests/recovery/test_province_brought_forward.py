"""A province restored from an old copy is brought forward from what the ministry holds."""

from datetime import timedelta
from typing import Any

import pytest
from copies import Country

from counter import (
    AT,
    FACTORY,
    MAN,
    MAN_NAME,
    WOMAN,
    WOMAN_NAME,
    accepted,
    carried,
    hand_in,
    ssn_of,
)
from tongchou.channels.api.recovery import brought_forward, with_what_is_left
from tongchou.events import queries as events
from tongchou.proof import changes as proof
from tongchou.proof.deep.job import work
from tongchou.proof.queries import run_as_json
from tongchou.registry.models import Person
from tongchou.standards.refusal import Refusal
from tongchou.sync import queries
from tongchou.sync.changes import halted
from tongchou.workflow.changes import Accepted, accept, acknowledge_lost
from tongchou.workflow.models import Item
from tongchou.workflow.queries import files_lost

EMPLOYER = {"credit_code": FACTORY, "name": "安徽皖江机械有限公司", "division_code": "340104"}
CSV = "统一社会信用代码,姓名,社会保障号码,申报月工资\n"


def enrolment(ssn: str, name: str) -> dict[str, Any]:
    return {"ssn": ssn, "name": name, "credit_code": FACTORY, "from_month": "2024-09"}


@pytest.fixture
def restored(nodes: Country) -> tuple[Item, Item]:
    """Restore 安徽 from a copy; return an item completed since, and one that was new since."""
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    open_item = accepted("person_enrolment", enrolment(MAN, MAN_NAME))
    nodes.turn("34")
    nodes.copied("34")
    nodes.stand("34")
    done = carried(open_item, at=AT + timedelta(minutes=1))
    assert isinstance(done, Item)
    fresh = carried(accepted("person_enrolment", enrolment(WOMAN, WOMAN_NAME)))
    assert isinstance(fresh, Item)
    nodes.turn("34")
    nodes.before = nodes.rows("34")  # type: ignore[attr-defined]
    nodes.stand("34")
    nodes.restored("34")
    return done, fresh


def test_it_completes_nothing_until_it_was_brought_forward(
    nodes: Country, restored: tuple[Item, Item]
) -> None:
    done, _ = restored
    nodes.turn("34")

    nodes.stand("34")
    refused = carried(Item.objects.get(number=done.number))
    draft = hand_in("person_enrolment", enrolment(ssn_of("19900101", "203"), "张三"))

    assert isinstance(refused, tuple)
    assert refused[0].code == "workflow.log_halted"
    assert isinstance(draft, Accepted)  # drafts go on
    feed = accept("employer_feed", {"employers": [EMPLOYER]}, province="34", at=AT, source="system")
    assert isinstance(feed, tuple)
    assert feed[0].code == "workflow.log_halted"
    [link] = queries.links(at=nodes.now())
    assert link.state == "halted"


def test_its_log_and_its_rows_come_back_from_the_ministry(
    nodes: Country, restored: tuple[Item, Item]
) -> None:
    done, fresh = restored
    nodes.turn("34", times=1)
    nodes.stand("34")
    before = events.tip()[0]

    steps = brought_forward(nodes.link("34"), now=nodes.now)

    assert isinstance(steps, list)
    assert [(step["before"], step["wanted"]) for step in steps] == [(before, events.tip()[0])]
    assert steps[0]["moved"] == [done.number]
    assert halted() is None
    assert queries.set_aside() == []
    assert nodes.rows("34") == nodes.before  # type: ignore[attr-defined]
    assert list(events.verify()) == []
    assert Item.objects.get(number=done.number).status == "completed"
    assert [(lost.number, lost.has_row) for lost in files_lost("34")] == [
        (done.number, True),  # its draft was in the copy, the steps since then were not
        (fresh.number, False),
    ]


def test_what_is_to_enter_again_is_told_as_often_as_it_is_asked_for(
    nodes: Country, restored: tuple[Item, Item]
) -> None:
    done, fresh = restored
    nodes.turn("34", times=1)
    nodes.stand("34")

    first = with_what_is_left(brought_forward(nodes.link("34"), now=nodes.now))
    nodes.turn("34")
    nodes.stand("34")
    again = with_what_is_left(brought_forward(nodes.link("34"), now=nodes.now))

    assert isinstance(first, dict)
    assert isinstance(again, dict)
    assert [item["number"] for item in first["enter_again"]] == [fresh.number]
    assert [item["number"] for item in first["steps_lost"]] == [done.number]
    assert again == first | {"steps": []}


def test_what_stays_lost_is_a_known_gap_once_somebody_took_note_of_it(
    nodes: Country, restored: tuple[Item, Item]
) -> None:
    done, fresh = restored
    nodes.turn("34", times=1)
    nodes.stand("34")
    brought_forward(nodes.link("34"), now=nodes.now)

    before = proven(nodes)
    noted = acknowledge_lost("34", by="operator", why="已补录", at=AT)
    after = proven(nodes)

    both = [done.number, fresh.number]
    assert noted == both
    assert acknowledge_lost("34", by="operator", why="再次", at=AT) == []
    assert [lost.number for lost in files_lost("34")] == both
    changed = (done.number, "changed")  # its content, and its steps, which nobody remembers
    assert kinds(before) == [changed, changed, (fresh.number, "missing")]
    assert kinds(after) == [(number, "known_gap") for number in both]
    assert (before["findings"], before["gaps"]) == (3, 0)
    assert (after["findings"], after["gaps"], after["outcome"]) == (2, 2, "whole")
    assert after["found"][-1]["held"] == "operator 2024-11-05: 已补录"


def kinds(run: dict[str, Any]) -> list[tuple[str, str]]:
    """Return which items a deep proof named, and how."""
    return [(one["key"]["number"], one["kind"]) for one in run["found"]]


def proven(nodes: Country) -> dict[str, Any]:
    """Return a deep proof of where the test stands."""
    assert proof.ask(by="operator", at=AT) is not None
    run = work(nodes.now)
    assert run is not None
    return run_as_json(run)


def test_it_goes_on_where_it_was(nodes: Country, restored: tuple[Item, Item]) -> None:
    _, fresh = restored
    nodes.turn("34", times=1)
    nodes.stand("34")
    brought_forward(nodes.link("34"), now=nodes.now)

    third = carried(accepted("person_enrolment", enrolment(ssn_of("19900101", "203"), "张三")))
    nodes.turn("34")

    assert isinstance(third, Item)
    assert third.number > fresh.number  # no number is given twice
    nodes.stand("00")
    assert Person.objects.filter(province="34").count() == 3
    assert [link.state for link in queries.links(at=nodes.now()) if link.peer == "34"] == ["level"]


def test_what_was_written_before_it_was_heard_is_sealed_behind_what_came_back(
    nodes: Country, restored: tuple[Item, Item]
) -> None:
    del restored
    nodes.stand("34")
    early = carried(accepted("person_enrolment", enrolment(ssn_of("19900101", "203"), "张三")))
    nodes.turn("34", times=1)
    nodes.stand("34")

    steps = brought_forward(nodes.link("34"), now=nodes.now)
    nodes.turn("34")

    assert isinstance(early, Item)
    assert isinstance(steps, list)
    nodes.stand("00")
    assert [link.lag for link in queries.links(at=nodes.now()) if link.peer == "34"] == [0]
    assert Person.objects.filter(province="34").count() == 3


def test_nothing_is_brought_forward_where_nothing_is_wrong(nodes: Country) -> None:
    nodes.stand("34")
    accepted("employer_registration", EMPLOYER)
    nodes.turn("34")
    nodes.stand("34")

    refused = brought_forward(nodes.link("34"), now=nodes.now)

    assert isinstance(refused, Refusal)
    assert refused.code == "sync.nothing_to_recover"
    assert with_what_is_left(refused) == refused


def test_it_is_brought_forward_run_by_run_and_may_be_stopped_between(
    nodes: Country, restored: tuple[Item, Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    del restored
    monkeypatch.setattr(queries, "EVENTS_MAX", 1)
    nodes.turn("34", times=1)
    nodes.stand("34")

    steps = brought_forward(nodes.link("34"), now=nodes.now)
    again = brought_forward(nodes.link("34"), now=nodes.now)

    assert isinstance(steps, list)
    assert [step["position"] - step["before"] for step in steps] == [1] * len(steps)
    assert len(steps) > 1
    assert isinstance(again, Refusal)
    assert nodes.rows("34") == nodes.before  # type: ignore[attr-defined]
