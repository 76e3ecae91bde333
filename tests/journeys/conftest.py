"""One set of running nodes for all journeys, with the demo's life already played in it."""

from collections.abc import Iterator

import pytest

from running import Cluster, cluster
from tongchou.channels.demo.life import Played, play


@pytest.fixture(scope="session")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("journeys")) as running:
        yield running


@pytest.fixture(scope="session")
def played(nodes: Cluster) -> Played:
    return play(nodes.nodes, list[str]().append)
