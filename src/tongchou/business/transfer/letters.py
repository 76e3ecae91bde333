"""What a province does with the letters that other provinces send through the ministry."""

from tongchou.events.changes import append
from tongchou.registry import changes as registry
from tongchou.registry.queries import awaits_answer
from tongchou.standards.messages import (
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.sync.handlers import IN_A_PROVINCE, Received
from tongchou.workflow import changes as workflow


class Unreadable(ValueError):
    """A letter that this province cannot take in."""


@IN_A_PROVINCE.on(TransferRequested)
def on_requested(message: TransferRequested, received: Received) -> None:
    """Put another province's contact letter 联系函 into the inbox.

    One that cannot be taken in is a fault of the message, and set aside for a person to see.
    """
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
        scheme=message.scheme,
    )
    if isinstance(taken, tuple):
        raise Unreadable(f"letter {message.letter}: {taken[0].text.en}")


@IN_A_PROVINCE.on(TransferAnswered)
def on_answered(message: TransferAnswered, received: Received) -> None:
    """Carry the waiting transfer on with the origin's answer 信息表.

    An application that ended meanwhile stays as it is, but that it was answered is held and told
    here as well: the ministry and the origin hold it too.
    """
    if workflow.conclude(message.letter, message, at=received.at):
        return
    if awaits_answer(message.letter):
        registry.apply(message, province=message.destination, item_number=message.letter)
        append([message], item_number=message.letter, recorded_at=received.at, in_order=True)


@IN_A_PROVINCE.on(TransferCompleted)
def on_completed(message: TransferCompleted, received: Received) -> None:
    """Record in the origin that the destination has taken the record over 接续办结."""
    del received
    registry.apply(message, province=message.origin, item_number=message.letter)
