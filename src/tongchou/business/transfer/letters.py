"""What a province does with the letters that other provinces send through the ministry."""

from tongchou.registry import changes as registry
from tongchou.standards.messages import (
    Message,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.sync.changes import Received
from tongchou.workflow import changes as workflow


class Unreadable(ValueError):
    """A letter that this province cannot take in."""


def on_requested(message: Message, received: Received) -> None:
    """Put another province's contact letter 联系函 into the inbox.

    One that cannot be taken in is a fault of the message, and set aside for a person to see.
    """
    if isinstance(message, TransferRequested):
        registry.apply(message, province=message.origin, item_number=message.letter)
        taken = workflow.accept(
            "transfer_out",
            {
                "letter": message.letter,
                "ssn": message.ssn,
                "name": message.name,
                "destination": message.destination,
            },
            province=message.origin,
            at=received.at,
            source="peer",
        )
        if isinstance(taken, tuple):
            raise Unreadable(f"letter {message.letter}: {taken[0].text.en}")


def on_answered(message: Message, received: Received) -> None:
    """Carry the waiting transfer on with the origin's answer 信息表."""
    if isinstance(message, TransferAnswered):
        workflow.conclude(message.letter, message, at=received.at)


def on_completed(message: Message, received: Received) -> None:
    """Note in the origin that the destination has taken the record over 接续办结."""
    del received
    if isinstance(message, TransferCompleted):
        registry.apply(message, province=message.origin, item_number=message.letter)
