"""What a node set aside is tried again by command, and the command says what became of it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commanding import Command, write_down

from counter import AT, FACTORY, MAN, MAN_NAME, register_employer
from tongchou.events.chain import moment_text
from tongchou.registry.models import Person
from tongchou.standards.messages import PersonsEnrolled, canonical
from tongchou.sync.changes import note_answer
from tongchou.sync.models import HeldEvent, Quarantine
from tongchou.sync.protocol.marks import START, Mark, Standing

FAULT = "IntegrityError: no such employer"


@pytest.fixture
def capital(opened: Callable[[str], Any], nodes: dict[str, Any]) -> None:
    """Stand in the ministry, which set an enrolment of 安徽 aside: its employer is not held."""
    del nodes
    opened("00")
    note_answer("34", Standing(Mark(1, 7, bytes(32)), START), at=AT)
    told = PersonsEnrolled(
        scheme="110", from_month="2024-09", ssns=[MAN], names=[MAN_NAME], credit_codes=[FACTORY]
    )
    HeldEvent.objects.create(
        node="34", position=7, kind=told.kind, item_number="34-20241105-000001",
        recorded_at=moment_text(AT), body=canonical(told), algorithm="sha256",
        digest=bytes(32), hash=bytes(32),
    )  # fmt: skip
    Quarantine.objects.create(node="34", position=7, kind=told.kind, fault=FAULT, at=AT)


@pytest.mark.usefixtures("capital")
def test_what_can_be_written_now_is_settled(
    tongchou: Command, opened: Callable[[str], Any]
) -> None:
    register_employer(FACTORY)

    done = tongchou("settle", "--province", "00")
    again = tongchou("settle", "--json")

    opened("00")
    assert (done.code, Person.objects.get().name) == (0, MAN_NAME)
    assert "00 34日志第7号 persons_enrolled: 已写入 written" in done.said
    nothing = {"settled": [], "set_aside": []}
    assert (again.code, again.answer) == (0, {"00": nothing, "34": nothing})


@pytest.mark.usefixtures("capital")
def test_what_is_still_poison_is_named_with_its_reason(tongchou: Command) -> None:
    for_person = tongchou("settle", "--province", "00")
    for_machine = tongchou("settle", "--province", "00", "--json")

    assert (for_person.code, for_machine.code) == (1, 1)
    (poison,) = for_machine.answer["00"]["set_aside"]
    assert (poison["province"], poison["position"], poison["kind"]) == (
        "34", 7, "persons_enrolled",
    )  # fmt: skip
    assert poison["fault"] not in {"", FAULT}
    assert "✗ 00 34日志第7号 persons_enrolled: " in for_person.said
    assert Person.objects.count() == 0


@pytest.mark.usefixtures("capital")
def test_the_status_says_that_something_was_set_aside(tongchou: Command) -> None:
    done = tongchou("status")

    assert "✗ 34: 1 件隔离 set aside 自 since 11-05 10:00:00;" in done.said
    assert "重试 try again: tongchou settle" in done.said


@pytest.mark.usefixtures("capital")
def test_the_status_says_of_both_directions_why_they_do_not_go_on(
    tongchou: Command, opened: Callable[[str], Any]
) -> None:
    opened("00")
    note_answer("34", Standing(Mark(1, 7, bytes(32)), Mark(1, 9, bytes(32))), at=AT)

    done = tongchou("status")

    assert "✗ 34 部级日志 ours: 对端称留存本节点日志至第9号" in done.said
    rows = tongchou("status", "--json").answer["provinces"]
    assert [row["state"] for row in rows if row["province"] == "34"] == ["halted"]


@pytest.mark.usefixtures("capital")
def test_a_clerk_settles_nothing(nodes: dict[str, Any], home: Path, tongchou: Command) -> None:
    signed_in = nodes["34"]["sign_ins"]
    signed_in["services"] = [{"duties": ["operate"], "token": signed_in["clerks"][0]["token"]}]
    write_down(home, nodes)

    done = tongchou("settle", "--province", "34")

    assert done.code == 1
    assert "403" in done.said
