"""The first thousand seeds; `SIMULATION_SEEDS=977:1977` runs others."""

from seeds import seeds
from world import simulate

DELIVERIES_MIN, FAULTS_MIN = 500, 5


def test_whatever_goes_wrong_nothing_is_lost_or_doubled_and_all_ends_level() -> None:
    worlds = [simulate(seed) for seed in seeds(0, 1000)]

    assert min(world.delivered for world in worlds) >= DELIVERIES_MIN
    assert min(world.faults for world in worlds) >= FAULTS_MIN
    restored = sum(world.seen["restore"] > 0 for world in worlds)
    assert restored >= len(worlds) // 3
    for rare in ("epoch opened", "epoch accepted", "waived", "untrue"):
        assert sum(world.seen[rare] > 0 for world in worlds) >= len(worlds) // 100, rare
