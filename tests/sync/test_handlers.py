"""Every message does something: a writer of the registry or a handler takes it."""

from tongchou.node import wiring
from tongchou.registry.changes.writers import writers
from tongchou.standards.messages import KINDS
from tongchou.sync.handlers import AT_THE_MINISTRY, IN_A_PROVINCE


def test_every_message_is_written_into_the_registry_or_handled() -> None:
    assert wiring.handlers()
    handled = AT_THE_MINISTRY.by_kind.keys() | IN_A_PROVINCE.by_kind.keys()

    idle = sorted(KINDS.keys() - handled - {message.kind for message in writers()})

    assert not idle, "mark its writer in registry/changes with @writes(…), or handle it"
