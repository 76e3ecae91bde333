"""Whatever a province tells, there is something that writes it when it comes back."""

import pytest

from tongchou.node.wiring import handlers
from tongchou.registry.changes.writers import writers
from tongchou.standards.messages import KINDS, SignalRaised
from tongchou.sync.handlers import BROUGHT_BACK

handlers()  # registers all of them


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {SignalRaised.kind}))
def test_a_kind_of_message_that_comes_back_is_written(kind: str) -> None:
    assert kind in BROUGHT_BACK.by_kind or KINDS[kind] in writers()
