"""What a node measures is told to who may operate it, and is what its tables and requests say."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.utils import override_settings
from prometheus_client.parser import text_string_to_metric_families

from tongchou.agency.changes import note_upkeep
from tongchou.agency.models import UpkeepKind
from tongchou.node.certificates.authority import Authority
from tongchou.node.certificates.folder import PeerTls
from tongchou.node.certificates.installing import issue_here
from tongchou.node.watch import counting
from tongchou.node.watch.measures import note_held, note_memory, note_request
from tongchou.proof.models import Run
from tongchou.sync.models import Peer, Quarantine

AT = datetime.fromisoformat("2026-11-30T05:00:00+00:00")
Samples = dict[tuple[str, tuple[str, ...]], float]


def asked(sign_ins: Any, service: str = "operator") -> Any:
    (token,) = [one["token"] for one in sign_ins["services"] if one["login"] == service]
    headers = {"Authorization": f"Bearer {token}"}
    return Client(SERVER_NAME="localhost").get("/api/v1/metrics", headers=headers)


def measured(sign_ins: Any) -> Samples:
    answer = asked(sign_ins)
    assert answer.status_code == 200
    return {
        (sample.name, tuple(value for name, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.content.decode())
        for sample in family.samples
    }


def test_each_province_s_positions_lag_and_what_was_set_aside_are_measured(ministry: Any) -> None:
    Peer.objects.filter(code="34").update(
        received_position=7, sealed_there=9, sent_position=2, contact_at=AT, level_at=AT
    )
    for position, hours in ((5, 2), (6, 1)):
        Quarantine.objects.create(
            node="34", position=position, kind="x", fault="y", at=AT - timedelta(hours=hours)
        )

    told = measured(ministry)

    def link(name: str) -> float:
        return told[f"tongchou_link_{name}", ("34",)]

    assert (link("sealed_position"), link("held_position")) == (9, 7)
    assert (link("lag_events"), link("confirmed_position")) == (2, 2)
    assert link("set_aside_events") == 2
    assert link("set_aside_oldest_timestamp_seconds") == (AT - timedelta(hours=2)).timestamp()
    assert link("contact_timestamp_seconds") == AT.timestamp()
    assert told["tongchou_link_state", ("34", "halted")] == 1
    assert told["tongchou_link_state", ("34", "level")] == 0
    assert sum(
        value for (name, _), value in told.items() if name == "tongchou_database_connections"
    ) >= 1  # fmt: skip


def test_the_days_that_a_certificate_has_left_are_measured(province: Any, tmp_path: Path) -> None:
    assert ("tongchou_certificate_days_left", ("34",)) not in measured(province)

    authority, tls = Authority(tmp_path / "authority"), PeerTls(tmp_path / "tls", "34")
    now = datetime.now(UTC)
    authority.create(days=365, at=now)
    issue_here(tls, authority, hosts=[], days=90, at=now)
    with override_settings(PEERING=replace(settings.PEERING, tls=tls)):
        assert measured(province)["tongchou_certificate_days_left", ("34",)] == 89


def test_upkeep_is_measured(province: Any) -> None:
    before = measured(province)
    for kind, facts in ((UpkeepKind.BACKUP, {}), (UpkeepKind.DRILL, {"equal": True})):
        note_upkeep(kind, person="root", role="x", at=AT, facts=facts)
    after = measured(province)

    assert before["tongchou_last_backup_timestamp_seconds", ()] == 0
    assert after["tongchou_last_backup_timestamp_seconds", ()] == AT.timestamp()
    assert (before["tongchou_last_drill_equal", ()], after["tongchou_last_drill_equal", ()]) == (
        0,
        1,
    )


def test_the_last_proof_that_ended_is_measured(province: Any) -> None:
    for outcome, hours in (("whole", 3), ("differs", 2), ("", 1)):
        ended = AT - timedelta(hours=hours) if outcome else None
        Run.objects.create(asked_by="x", asked_at=AT, ended_at=ended, outcome=outcome)

    told = measured(province)

    assert told["tongchou_last_proof_whole", ()] == 0
    last = (AT - timedelta(hours=2)).timestamp()
    assert told["tongchou_last_proof_timestamp_seconds", ()] == last


def test_requests_lag_and_memory_are_counted(province: Any) -> None:
    def count(told: Samples, name: str, *labels: str) -> float:
        return told.get((name, labels), 0)

    before = measured(province)
    note_request("pages", 404, 0.02)
    note_held("00", [AT - timedelta(seconds=3), AT], at=AT)
    note_memory()
    after = measured(province)

    requests = ("tongchou_requests_total", "pages", "404")
    assert count(after, *requests) - count(before, *requests) == 1
    for bucket, more in (("0.01", 1), ("2.5", 1), ("5.0", 2), ("+Inf", 2)):
        lag = ("tongchou_held_lag_seconds_bucket", bucket, "00")
        assert count(after, *lag) - count(before, *lag) == more, bucket
    assert after["tongchou_process_memory_bytes", ()] > 10_000_000


@pytest.mark.parametrize("service", ["registrar", "feed-employer_feed"])
def test_who_may_not_operate_the_node_is_told_no_measures(province: Any, service: str) -> None:
    assert asked(province, service).status_code == 403


def test_the_first_process_of_a_node_begins_to_count_anew_and_the_next_joins_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(counting.FOLDER, raising=False)
    alive: set[int] = set()
    monkeypatch.setattr(counting, "_is_alive", lambda pid: pid in alive)

    def files() -> set[str]:
        return {path.name for path in tmp_path.iterdir()}

    for name in ("counter_1.db", "gauge_liveall_1.db", "counter_2.db", "gauge_liveall_2.db"):
        (tmp_path / name).touch()

    alive = {2}
    counting.count_into(tmp_path)
    joined = files()
    alive.clear()
    counting.count_into(tmp_path)

    assert joined == {"counter_1.db", "counter_2.db", "gauge_liveall_2.db"}
    assert files() == set()
    assert os.environ[counting.FOLDER] == str(tmp_path)


def test_a_number_that_another_program_took_over_is_no_process_of_ours() -> None:
    assert not counting._is_alive(1)
    assert not counting._is_alive(2**22 + 1)


def test_the_measures_are_of_this_node(stand: Callable[[str], Any]) -> None:
    sign_ins = stand("00")

    assert settings.NODE_CODE == "00"
    assert ("tongchou_link_lag_events", ("34",)) in measured(sign_ins)
