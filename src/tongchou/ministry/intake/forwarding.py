"""What the ministry does with matters between two provinces 异地受理: holds them, and sends on."""

from tongchou.events.changes import Letter
from tongchou.registry import changes as registry
from tongchou.standards import codes
from tongchou.standards.messages import MatterFollowed, MatterForwarded, PaperSent
from tongchou.sync.changes import tell_once
from tongchou.sync.handlers import AT_THE_MINISTRY, Received


class NotTheirs(ValueError):
    """A message about a matter from a province that has no such part in it."""


@AT_THE_MINISTRY.on(MatterForwarded, PaperSent, MatterFollowed)
def pass_on(message: MatterForwarded | PaperSent | MatterFollowed, received: Received) -> None:
    """Hold what one end of a forwarded matter tells, and send it to the other end.

    A letter is numbered by the province that took the matter in: a number of another's, taken in
    advance, would keep that one's own out.
    """
    writer, reader = message.sender, message.competent
    if isinstance(message, MatterFollowed):
        writer, reader = reader, writer
    is_numbered = message.letter.startswith(f"{message.sender}-F")
    known = set(codes.table("divisions")) - {codes.MINISTRY}
    if received.sender != writer or not is_numbered or not {writer, reader} <= known:
        raise NotTheirs(f"letter {message.letter} is not for node {received.sender} to write")
    if writer == reader:
        raise NotTheirs(f"letter {message.letter} has one end only")
    registry.apply(message, province=writer, item_number=received.item_number)
    tell_once([Letter(message, received.item_number, reader)], recorded_at=received.at)
