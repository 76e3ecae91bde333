"""A short storm, in which a province is restored; `make soak PART=storm` lets one rage on."""

import pytest
from machines import country
from schedule import schedule
from storm import storm

SECONDS, SEED = 60, 20241208


@pytest.mark.timeout(480)  # a day of two nodes' lives in real processes
def test_nothing_is_lost_or_doubled_in_a_storm_and_what_is_planted_is_named() -> None:
    rounds = schedule(SEED, rounds=1, kills=4, calm=(0.2, 1), provinces=("34",))
    with country(("34",)) as nodes:
        passed = storm(nodes, rounds, seconds=SECONDS)

    assert passed.faults == []
    assert passed.kills == 4
    assert {what.partition(" ")[0] for what in passed.struck} >= {"freeze", "cut", "full"}
    assert passed.restored
    assert passed.confirmed
    assert passed.tables >= 7
    assert passed.planted >= 12


def test_a_seed_decides_all_that_goes_wrong() -> None:
    told = schedule(SEED, rounds=6, kills=300, calm=(0.5, 2))

    assert told == schedule(SEED, rounds=6, kills=300, calm=(0.5, 2))
    assert sum(strike.is_kill for one in told for strike in one.strikes) == 300
    assert {one.node == "00" for one in told} == {True, False}
    assert {one.is_command for one in told} == {True, False}
