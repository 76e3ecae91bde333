"""A short storm; `make soak PART=storm` lets one rage for an hour."""

from pathlib import Path

from storm import storm

from running import cluster

SECONDS = 20


def test_nothing_is_lost_or_doubled_in_a_storm(tmp_path: Path) -> None:
    with cluster(tmp_path / "home", provinces=("34",)) as running:
        passed = storm(running, seconds=SECONDS, seed=20241130, calm=(0.5, 3))

    assert passed.faults == []
    assert passed.kills.total() >= 1
    assert passed.confirmed
    assert passed.tables >= 7
