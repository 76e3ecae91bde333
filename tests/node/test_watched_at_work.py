"""Nodes at work are seen from outside: measures of all their processes, their echo, their logs."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from counter import credit_code_of
from running import Cluster, cluster

NODE = "31"
ASKED = 40
PROCESSES = 2
SECONDS = 30


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    home = tmp_path_factory.mktemp("watched") / "home"
    with cluster(home, provinces=(NODE,), TONGCHOU_PROCESSES=str(PROCESSES)) as lent:
        told = {"credit_code": credit_code_of(), "name": "某厂", "division_code": "310106"}
        lent.nodes.call(NODE, "POST", "/feeds/employer_feed", json={"employers": [told]})
        assert lent.nodes.wait_until_held([NODE], seconds=SECONDS)
        yield lent


def asked(running: Cluster, code: str, path: str, **headers: str) -> httpx.Response:
    url = running.listed["nodes"][code]["url"]
    return httpx.get(f"{url}{path}", headers=headers, timeout=30, trust_env=False)


def measured(running: Cluster, code: str) -> dict[str, dict[tuple[str, ...], float]]:
    services = running.listed["nodes"][code]["sign_ins"]["services"]
    (token,) = [one["token"] for one in services if one["login"] == "operator"]
    answer = asked(running, code, "/api/v1/metrics", Authorization=f"Bearer {token}")
    assert answer.status_code == 200
    told: dict[str, dict[tuple[str, ...], float]] = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            labels = tuple(value for _, value in sorted(sample.labels.items()))
            told.setdefault(sample.name, {})[labels] = sample.value
    return told


def test_requests_are_counted_whichever_process_answered_them(running: Cluster) -> None:
    before = measured(running, NODE)["tongchou_requests_total"].get(("pages", "404"), 0)
    for _ in range(ASKED):
        asked(running, NODE, "/nowhere")
    found = measured(running, NODE)

    assert found["tongchou_requests_total"]["pages", "404"] - before == ASKED
    assert len(found["tongchou_process_memory_bytes"]) == PROCESSES
    assert all(size > 50e6 for size in found["tongchou_process_memory_bytes"].values())


def test_a_province_measures_how_long_its_events_took_and_the_ministry_how_far_it_is(
    running: Cluster,
) -> None:
    province, ministry = measured(running, NODE), measured(running, "00")
    sealed = province["tongchou_log_sealed_position"][()]

    assert province["tongchou_held_lag_seconds_count"][("00",)] == sealed >= 1
    assert province["tongchou_link_confirmed_position"][("00",)] == sealed
    assert province["tongchou_link_backlog_events"][("00",)] == 0
    assert ministry["tongchou_link_held_position"][(NODE,)] == sealed
    assert ministry["tongchou_link_lag_events"][(NODE,)] == 0
    assert ministry["tongchou_link_state"][NODE, "level"] == 1


def test_the_echo_holds_while_the_node_works(
    running: Cluster,
) -> None:
    well = asked(running, NODE, "/healthz/echo")

    assert (well.status_code, well.json()["ready"]) == (200, True), well.text
    assert set(well.json()["checks"]) == {
        "key", "database", "sealed", "heard", "accepted", "held", "echo",
    }  # fmt: skip
    assert well.json()["echo"]["seconds"] >= 0
    assert asked(running, "00", "/healthz/echo").status_code == 200


def test_each_event_of_a_log_is_one_json_object(running: Cluster) -> None:
    asked(running, NODE, "/persons/310104198503071026")
    log = Path(running.home) / "nodes" / NODE / "log.jsonl"
    until = time.monotonic() + SECONDS
    told: list[dict[str, Any]] = []
    while not any("Not Found" in one["said"] for one in told) and time.monotonic() < until:
        told = [json.loads(line) for line in log.read_text("utf-8").splitlines()]

    assert any("serves on port" in one["said"] for one in told)
    assert {one["node"] for one in told} == {NODE}
    assert "310104********1026" in log.read_text("utf-8")
    assert "310104198503071026" not in log.read_text("utf-8")
    assert log.stat().st_mode & 0o077 == 0
