"""Opening, accepting and waiving by command: what each means is said, and done if it is meant."""

from collections.abc import Callable
from typing import Any

import pytest
from commanding import Command

from counter import AT, FACTORY, register_employer
from tongchou.events.changes import append
from tongchou.standards.messages import EmployersRegistered
from tongchou.sync.changes import begin_after_restore, halted, note_answer
from tongchou.sync.logs import put_view, view_in
from tongchou.sync.models import Opened, Peer
from tongchou.sync.protocol.links import EPOCH
from tongchou.sync.protocol.marks import START, Mark, Opening, Standing
from tongchou.sync.refusals import other_epoch

WHY = ("--why", "恢复旧备份")
Open = Callable[[str], Any]


@pytest.fixture
def unheard(opened: Open, nodes: dict[str, Any]) -> None:
    """Stand in 安徽, restored from a copy, which has not heard the ministry since."""
    del nodes
    opened("34")
    note_answer("00", Standing(START, START), at=AT)
    begin_after_restore()


@pytest.fixture
def to_accept(opened: Open, nodes: dict[str, Any]) -> None:
    """Stand in 安徽, which holds two events of the ministry's first epoch, beyond its second."""
    del nodes
    opened("34")
    register_employer(FACTORY)
    opening = Opening(START._replace(epoch=2), START, "2026-11-05T02:00:00.000000Z", "部级", "备份")
    peer = Peer(code="00", received_position=2, received_hash=b"2" * 32, contact_at=AT)
    view = view_in(peer)._replace(
        tip=Mark(2, 5, b"5" * 32), theirs=other_epoch(1, 2), opening=opening
    )
    put_view(peer, view)
    peer.save()


@pytest.mark.usefixtures("unheard")
def test_what_a_node_waits_for_is_shown(tongchou: Command) -> None:
    done = tongchou("recover", "--province", "34", "--epochs")

    assert done.code == 0
    assert "第1纪元 epoch 1" in done.said
    assert "等待节点 waits for node 00" in done.said


@pytest.mark.usefixtures("unheard")
def test_the_risk_is_said_and_nothing_done_before_it_is_meant(
    tongchou: Command, opened: Open
) -> None:
    silent = tongchou("recover", "--province", "34", "--waive", "00")
    unsure = tongchou("recover", "--province", "34", "--waive", "00", *WHY)
    done = tongchou("recover", "--province", "34", "--waive", "00", *WHY, "--yes")
    again = tongchou("recover", "--province", "34", "--waive", "00", *WHY, "--yes")

    assert (silent.code, "Say why" in silent.said) == (1, True)
    assert (unsure.code, "that departs from what is written" in unsure.said) == (1, True)
    assert (done.code, again.code) == (0, 1)
    assert "sync.nothing_to_waive" in again.said
    opened("34")
    assert halted() is None


@pytest.mark.usefixtures("unheard")
def test_a_new_epoch_is_opened_with_who_and_why(tongchou: Command, opened: Open) -> None:
    done = tongchou("recover", "--province", "34", "--new-epoch", *WHY, "--yes", "--json")

    assert (done.code, done.answer["epoch"], done.answer["unheard"]) == (0, 2, [])
    opened("34")
    entered = Opened.objects.get()
    assert (entered.epoch, entered.why, entered.opened_by != "") == (2, WHY[1], True)


@pytest.mark.usefixtures("to_accept")
def test_what_is_held_beyond_a_new_epoch_is_shown_and_set_aside_when_accepted(
    tongchou: Command, opened: Open
) -> None:
    shown = tongchou("recover", "--province", "34", "--epochs")
    unsure = tongchou("recover", "--province", "34", "--accept-epoch", "00", *WHY)
    done = tongchou("recover", "--province", "34", "--accept-epoch", "00", *WHY, "--yes")
    again = tongchou("recover", "--province", "34", "--accept-epoch", "00", *WHY, "--yes")

    assert "另存 to set aside 1–2 (备份)" in shown.said
    assert (unsure.code, "2 events held behind position 0" in unsure.said) == (1, True)
    assert (done.code, "已接受 accepted: 节点00第2纪元" in done.said) == (0, True)
    assert (again.code, "no new epoch of node 00" in again.said) == (1, True)
    opened("34")
    view = view_in(Peer.objects.get(code="00"))
    assert view.theirs is None or view.theirs.code != EPOCH


def test_only_one_act_is_done_at_a_time(tongchou: Command, nodes: dict[str, Any]) -> None:
    del nodes

    done = tongchou("recover", "--province", "34", "--new-epoch", "--waive", "00", *WHY)

    assert done.code == 2


def test_what_stays_lost_is_taken_note_of_with_a_reason(
    nodes: dict[str, Any], opened: Open, tongchou: Command
) -> None:
    del nodes
    opened("34")
    told = EmployersRegistered(
        scheme="110", registered_on=AT.date(), credit_codes=[FACTORY], names=["甲"],
        division_codes=["340104"],
    )  # fmt: skip
    append([told], item_number="34-20241105-000009", recorded_at=AT)
    append([told], item_number="32-20241105-000009", recorded_at=AT)

    unsaid = tongchou("recover", "--province", "34", "--acknowledge")
    done = tongchou("recover", "--province", "34", "--acknowledge", "--why", "已补录", "--json")
    again = tongchou("recover", "--province", "34", "--acknowledge", "--why", "已补录")

    assert unsaid.code == 1
    assert done.answer == {"node": "34", "acknowledged": ["34-20241105-000009"]}
    assert "nothing to take note of" in again.said
