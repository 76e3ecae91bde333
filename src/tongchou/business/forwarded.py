"""What a province does with matters that another one takes in 异地受理, and with their answers."""

from tongchou.registry import changes as registry
from tongchou.standards.messages import MatterFollowed, MatterForwarded, PaperSent
from tongchou.sync.handlers import IN_A_PROVINCE, Received
from tongchou.workflow import changes as workflow


@IN_A_PROVINCE.on(MatterForwarded)
def on_forwarded(message: MatterForwarded, received: Received) -> None:
    """Put a matter that another province took in into the inbox of the competent agency."""
    workflow.take_over(message, at=received.at)


@IN_A_PROVINCE.on(PaperSent)
def on_paper(message: PaperSent, received: Received) -> None:
    """Keep a piece of a scan, and attach the scan to its item once it is whole."""
    workflow.keep_piece(message, at=received.at)


@IN_A_PROVINCE.on(MatterFollowed)
def on_followed(message: MatterFollowed, received: Received) -> None:
    """Note how a matter stands in the province that decides it."""
    registry.apply(message, province=message.competent, item_number=received.item_number)
