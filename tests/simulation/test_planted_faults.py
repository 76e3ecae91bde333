"""Each fault planted in the protocol is caught by some of the first seeds."""

import pytest
from invariants import Violation
from planted import FAULTS
from world import simulate

SEEDS = 200


@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_caught(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, replaced, planted = FAULTS[name]
    monkeypatch.setattr(module, replaced, planted(getattr(module, replaced)))

    assert any(broken(seed) for seed in range(SEEDS))


def broken(seed: int) -> bool:
    """Whether something that must hold does not, or the protocol fails, in the world of a seed."""
    try:
        simulate(seed)
    except (Violation, ValueError, IndexError):
        return True
    return False
