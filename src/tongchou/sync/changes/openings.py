"""Entering epochs of our own log: when they are opened, and when the log tells of them again."""

from collections.abc import Iterable

from tongchou.events.chain import SealedEvent
from tongchou.standards.messages import EpochOpened
from tongchou.sync.models import Opened
from tongchou.sync.protocol import epochs
from tongchou.sync.protocol.marks import Opening


def enter(opening: Opening) -> None:
    """Enter an epoch of our own log; one that is entered stays as it is."""
    found = Opened(
        epoch=opening.since.epoch,
        position=opening.since.position,
        hash=opening.since.hash,
        opened_at=opening.moment,
        opened_by=opening.by,
        why=opening.why,
    )
    Opened.objects.bulk_create([found], ignore_conflicts=True)


def enter_told(events: Iterable[SealedEvent]) -> None:
    """Enter the epochs that events of our own log tell of, as they came back from a copy."""
    for event in events:
        if event.kind == EpochOpened.kind:
            enter(epochs.opening_told(EpochOpened.model_validate_json(event.body)))
