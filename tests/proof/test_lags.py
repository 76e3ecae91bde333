"""How long a province's events were on their way, of its last envelopes."""

from datetime import timedelta

import pytest
from told import book, carried, live

from counter import AT, MAN, Stand
from tongchou.ministry.supervision.queries import province_rows
from tongchou.sync import lags
from tongchou.sync.lags import lags_of


def test_the_lag_is_that_of_each_envelope_s_oldest_event(stand: Stand) -> None:
    stand("34")
    live()
    carried(stand, at=AT + timedelta(seconds=1))
    for number, seconds in enumerate((2, 3, 60)):
        stand("34")
        book(f"34-e-{number + 10}", MAN, 1)
        carried(stand, at=AT + timedelta(seconds=seconds))

    found = lags_of(["34", "32"])

    assert set(found) == {"34"}
    assert (found["34"].p50_ms, found["34"].p99_ms, found["34"].envelopes) == (2_000, 60_000, 4)
    (row,) = [one for one in province_rows(at=AT, with_lags=True) if one.province == "34"]
    assert row.as_json()["way"]["p99_ms"] == 60_000


def test_only_the_last_envelopes_count(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lags, "ENVELOPES", 1)
    stand("34")
    live()
    carried(stand, at=AT + timedelta(hours=1))
    stand("34")
    book("34-e-10", MAN, 1)
    carried(stand, at=AT + timedelta(seconds=5))

    assert lags_of(["34"])["34"].p99_ms == 5_000
