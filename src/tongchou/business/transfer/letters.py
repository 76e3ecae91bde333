"""What a province does with the letters that other provinces send through the ministry."""

from datetime import datetime

from tongchou.registry import changes as registry
from tongchou.standards.messages import TransferAnswered, TransferCompleted, TransferRequested
from tongchou.workflow import changes as workflow


def on_requested(message: TransferRequested, *, province: str, at: datetime) -> None:
    """Put another province's contact letter into the inbox."""
    registry.apply(message, province=province, item_number=message.letter)
    workflow.accept(
        "transfer_out",
        {
            "letter": message.letter,
            "ssn": message.ssn,
            "name": message.name,
            "destination": message.destination,
        },
        province=province,
        at=at,
        source="peer",
    )


def on_answered(message: TransferAnswered, *, province: str, at: datetime) -> None:
    """Carry the waiting transfer on with the origin's answer."""
    del province
    workflow.conclude(message.letter, message, at=at)


def on_completed(message: TransferCompleted, *, province: str, at: datetime) -> None:
    """Note in the origin that the destination has taken the record over."""
    del at
    registry.apply(message, province=province, item_number=message.letter)
