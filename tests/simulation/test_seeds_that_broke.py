"""Seeds of long runs in whose worlds something did not hold once."""

import pytest
from world import simulate

FOUND = (5448, 6138, 10953, 13707, 18183, 19221, 15210, 25299)
"""Of a restored ministry: a letter told twice, since a peer claimed more than it proved; an epoch
accepted by whoever held nothing beyond it; an operator who waited where only a new epoch helps; a
letter that waited for its seal while the log came back and told the same."""


@pytest.mark.parametrize("seed", FOUND)
def test_a_seed_that_broke_once_holds(seed: int) -> None:
    assert simulate(seed).delivered
