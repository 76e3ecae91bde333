"""What applies at a node is told by a command, to anybody."""

from pathlib import Path
from typing import Any

import pytest
from commanding import Command

AT_34 = ("--province", "34", "--on", "2024-09-30")


def test_it_tells_figures_and_steps_since_when_and_by_which_source(
    tongchou: Command, nodes: dict[str, Any]
) -> None:
    del nodes

    done = tongchou("applies", *AT_34, "--text", "缴费基数下限")
    told = tongchou("applies", *AT_34, "--json").answer

    for said in ("4,227.00", "2024-01", "执行中", "2024-09-30"):
        assert said in done.said
    claim = next(one for one in told["items"] if one["code"] == "retirement_claim")
    assert (claim["working_days"], claim["steps"][0]["zh"]) == (20, "受理")


def test_nobody_is_asked_who_they_are(
    tongchou: Command, nodes: dict[str, Any], home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del nodes
    (home / "nodes.json").unlink()
    monkeypatch.delenv("TONGCHOU_TOKEN", raising=False)

    done = tongchou("--url", "http://localhost:8634", "applies", *AT_34, "--json")

    assert (done.code, done.answer["on"]) == (0, "2024-09-30")


def test_a_day_or_scheme_that_is_none_is_refused(tongchou: Command, nodes: dict[str, Any]) -> None:
    del nodes

    done = [
        tongchou("applies", "--province", "34", *asked, "--json")
        for asked in (("--on", "2024-13-01"), ("--scheme", "999"))
    ]

    assert [one.code for one in done] == [1, 1]
    assert "没有这个险种" in done[1].answer["error"]
