"""The echo check holds only when the node's work is done: sealed, heard, accepted, held."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings

from counter import credit_code_of
from tongchou.events.changes import append, seal
from tongchou.standards.messages import EmployersRegistered
from tongchou.sync.models import Peer, Quarantine

NOW = datetime.fromisoformat("2026-11-30T05:00:00+00:00")
LATE = NOW - timedelta(seconds=31)


@pytest.fixture(autouse=True)
def linked() -> Iterator[None]:
    with override_settings(MINISTRY_URL="http://ministry", NOW=lambda: NOW):
        yield


def deed(at: datetime) -> None:
    told = EmployersRegistered(
        scheme="110", registered_on=at.date(), credit_codes=[credit_code_of()],
        names=["某厂"], division_codes=["340104"],
    )  # fmt: skip
    append([told], item_number="34-1", recorded_at=at)


def level(**facts: Any) -> None:
    known = {"sent_position": 0, "contact_at": NOW, "level_at": NOW}
    Peer.objects.filter(code="00").update(**{**known, **facts})


def failing() -> list[str]:
    answer = Client(SERVER_NAME="localhost").get("/healthz/echo")
    told = answer.json()
    assert told["node"] == settings.NODE_CODE
    found = [name for name, check in told["checks"].items() if not check["holds"]]
    assert (answer.status_code == 200) is told["ready"] is (found == [])
    return found


def test_a_node_that_is_level_with_the_ministry_is_well(province: Any) -> None:
    del province
    deed(LATE)
    seal()
    level(sent_position=1)

    assert failing() == []


def test_an_event_that_is_not_sealed_in_time_is_found(province: Any) -> None:
    del province
    level()
    deed(NOW)
    at_once = failing()
    settings_later = override_settings(NOW=lambda: NOW + timedelta(seconds=31))
    Peer.objects.filter(code="00").update(contact_at=NOW + timedelta(seconds=31))
    with settings_later:
        later = failing()

    assert (at_once, later) == ([], ["sealed"])


def test_a_sealed_event_that_the_ministry_does_not_hold_in_time_is_found(province: Any) -> None:
    del province
    deed(LATE)
    deed(NOW)
    seal()
    level(sent_position=0)
    behind = failing()
    level(sent_position=1)

    assert (behind, failing()) == (["held"], [])


def test_a_ministry_that_answers_no_longer_or_never_did_is_found(province: Any) -> None:
    del province
    level(contact_at=LATE)
    silent = failing()
    level(contact_at=None)

    assert (silent, failing()) == (["heard"], ["heard"])


def test_a_log_that_nobody_answers_for_long_is_found(province: Any) -> None:
    del province
    deed(NOW - timedelta(hours=1))
    seal()
    level(sent_position=1, echoed_at=NOW - timedelta(minutes=21))
    silent = failing()
    level(sent_position=1, echoed_at=NOW - timedelta(minutes=20), echo_seconds=0.5)

    assert (silent, failing()) == (["echo"], [])
    answer = Client(SERVER_NAME="localhost").get("/healthz/echo").json()
    assert answer["echo"] == {"seconds": 0.5, "at": "2026-11-30T04:40:00+00:00"}


def test_a_link_that_needs_a_person_is_found(province: Any) -> None:
    del province
    level()
    Quarantine.objects.create(node="00", position=1, kind="x", fault="y", at=NOW)

    assert failing() == ["accepted"]


def test_a_node_without_its_key_is_found(province: Any) -> None:
    del province
    level()
    key = settings.HOME / "nodes" / "34" / "key.pem"
    away = key.rename(key.with_suffix(".away"))
    found = failing()
    away.rename(key)

    assert found == ["key"]


def test_the_ministry_asks_nobody_for_an_echo(ministry: Any) -> None:
    del ministry

    assert failing() == []


def test_a_province_that_is_linked_to_nobody_asks_nobody(province: Any) -> None:
    del province
    with override_settings(MINISTRY_URL=""):
        assert failing() == []
