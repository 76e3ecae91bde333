"""The deep proof from the command line: begun, followed to its end, each finding named."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from commanding import Command

from counter import AT, FACTORY
from tongchou.channels.cli import deep
from tongchou.events.changes import append, seal
from tongchou.proof.deep.job import work
from tongchou.registry import changes as registry
from tongchou.standards.messages import EmployersRegistered
from tongchou.storage.rows import execute


@pytest.fixture
def node(
    nodes: dict[str, Any], opened: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let 安徽 hold an employer that its log tells of, and do what its loop would do."""
    del nodes
    opened("34")
    told = EmployersRegistered(
        scheme="110", registered_on=date(2024, 11, 5), credit_codes=[FACTORY], names=["甲"],
        division_codes=["340104"],
    )  # fmt: skip
    registry.apply(told, province="34", item_number="34-20241105-000001")
    append([told], item_number="34-20241105-000001", recorded_at=AT)
    seal()
    monkeypatch.setattr(deep.time, "sleep", lambda _: work(lambda: AT))


@pytest.mark.usefixtures("node")
def test_a_node_that_is_as_its_log_says_is_whole(tongchou: Command) -> None:
    done = tongchou("verify", "--deep", "--province", "34")

    assert done.code == 0
    assert "每" not in done.complained
    assert "every row is as the log says" in done.said


@pytest.mark.usefixtures("node")
def test_each_finding_is_named_with_table_key_position_and_kind(tongchou: Command) -> None:
    execute("UPDATE registry_employer SET name = '乙'")

    done = tongchou("verify", "--deep", "--province", "34", "--json")

    assert done.code == 1
    assert done.answer["34"]["outcome"] == "differs"
    assert done.answer["34"]["found"] == [
        {
            "province": "34",
            "table": "registry_employer",
            "key": {"credit_code": FACTORY},
            "field": "name",
            "kind": "changed",
            "position": 1,
            "told": "甲",
            "held": "乙",
            "repaired_by": "",
            "is_repairable": True,
        }
    ]
    said = tongchou("verify", "--deep", "--province", "34").said
    assert f"registry_employer credit_code={FACTORY} 位置 position 1 已改 changed name" in said


@pytest.mark.usefixtures("node")
def test_a_log_that_is_not_held_cannot_be_proven(tongchou: Command) -> None:
    done = tongchou("verify", "--deep", "--province", "34", "--log", "31")

    assert done.code == 1
    assert "This node holds no log of 31" in done.said


@pytest.mark.usefixtures("node")
def test_where_no_proof_goes_on_there_is_none_to_cancel(tongchou: Command) -> None:
    done = tongchou("verify", "--cancel", "--province", "34")

    assert done.code == 1
    assert "There is no such deep proof" in done.said
