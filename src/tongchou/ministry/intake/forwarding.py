"""What the ministry does with matters between two provinces 异地受理: holds them, and sends on."""

from tongchou.events.changes import Letter
from tongchou.registry import changes as registry
from tongchou.standards import codes
from tongchou.standards.messages import MatterFollowed, MatterForwarded, PaperSent
from tongchou.standards.messages.forwarding import is_between
from tongchou.sync.changes import tell_once
from tongchou.sync.handlers import AT_THE_MINISTRY, Received


class NotTheirs(ValueError):
    """A message about a matter from a province that has no such part in it."""


@AT_THE_MINISTRY.on(MatterForwarded, PaperSent, MatterFollowed)
def pass_on(message: MatterForwarded | PaperSent | MatterFollowed, received: Received) -> None:
    """Hold what one end of a forwarded matter tells, and send it to the other end.

    A letter is numbered for its two ends: a number of others, taken in advance, would keep theirs
    out. The agency that took it in is one of the sender's: it sees the matter there.
    """
    writer, reader = message.sender, message.competent
    if isinstance(message, MatterFollowed):
        writer, reader = reader, writer
    is_numbered = is_between(message.letter, message.sender, message.competent)
    agency = message.agency if isinstance(message, MatterForwarded) else ""
    known = set(codes.table("divisions")) - {codes.MINISTRY}
    if received.sender != writer or not is_numbered or not {writer, reader} <= known:
        raise NotTheirs(f"letter {message.letter} is not for node {received.sender} to write")
    if agency and not agency.startswith(writer):
        raise NotTheirs(f"letter {message.letter} names an agency of another province")
    if writer == reader:
        raise NotTheirs(f"letter {message.letter} has one end only")
    registry.apply(message, province=writer, item_number=received.item_number)
    tell_once([Letter(message, received.item_number, reader)], recorded_at=received.at)
