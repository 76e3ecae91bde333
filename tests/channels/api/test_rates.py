"""A token asks as often as it may, over all processes of a node, and is told how often."""

from pathlib import Path
from typing import Any

import pytest
from visiting import machine, token_of

from tongchou.channels.api import rates
from tongchou.channels.api.rates import Rates

NOW = 1_700_000_000.0


def test_all_processes_of_a_node_count_together(tmp_path: Path) -> None:
    processes = [Rates(tmp_path / "rates", 10) for _ in range(2)]

    over = [processes[turn % 2].spend("t", NOW).is_over for turn in range(12)]

    assert over == [False] * 10 + [True] * 2


def test_what_was_asked_is_paid_for_evenly(tmp_path: Path) -> None:
    found = Rates(tmp_path / "rates", 10)
    for _ in range(10):
        found.spend("t", NOW)

    late = [found.spend("t", NOW + seconds) for seconds in (0, 5.9, 6.1, 6.2)]

    assert [one.is_over for one in late] == [True, True, False, True]
    assert late[0].seconds == 6
    assert found.spend("t", NOW + 120).remaining == 9


def test_one_token_takes_nothing_from_another_and_a_clock_set_back_locks_nobody_out(
    tmp_path: Path,
) -> None:
    found = Rates(tmp_path / "rates", 10)
    for _ in range(11):
        found.spend("t", NOW)

    assert found.spend("other", NOW).remaining == 9
    assert found.spend("t", NOW - 86_400).remaining == 9


def test_the_answer_says_what_is_left_and_one_too_many_is_told_when_to_come_again(
    counter: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = Rates(tmp_path / "rates", 3)
    monkeypatch.setattr(rates, "rates", lambda: few)
    caller = machine(token_of(counter, "clerk"))

    answers = [caller.get("/api/v1/items") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"token";q=3;w=60'
    assert answers[0]["RateLimit"] == '"token";r=2;t=20'
    assert 1 <= int(answers[3]["Retry-After"]) <= 20
    assert answers[3].json()["type"] == "/api/v1/problems/too-many"
