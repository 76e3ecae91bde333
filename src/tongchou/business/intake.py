"""What a province does with the ministry's signals, and with its own events that come back."""

from tongchou.ledger import changes as ledger
from tongchou.registry import changes as registry
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.messages import (
    EntryPosted,
    ItemDecided,
    ItemFilesAdded,
    Message,
    SignalRaised,
)
from tongchou.standards.time import month_of
from tongchou.sync.handlers import BROUGHT_BACK, IN_A_PROVINCE, Received
from tongchou.workflow import changes as workflow


@IN_A_PROVINCE.on(SignalRaised)
def on_signal(message: SignalRaised, received: Received) -> None:
    """Show the ministry's signal 疑点 to this province's clerks too."""
    del received
    places = [place.model_dump(mode="json") for place in message.places]
    finding = Finding(message.code, message.ssn, month_of(message.month), places)
    raise_signals([finding], on=message.raised_on)


@IN_A_PROVINCE.on(ItemDecided, ItemFilesAdded)
def on_decision(message: ItemDecided | ItemFilesAdded, received: Received) -> None:
    """Hold what vouches for an item of the ministry's: it stands in the copy of its log."""
    del message, received


@BROUGHT_BACK.on_others
def write_back(message: Message, received: Received) -> None:
    """Write into the registry what this province told before it was restored from an old copy."""
    registry.apply(message, province=received.sender, item_number=received.item_number)


@BROUGHT_BACK.on(EntryPosted)
def post_back(message: EntryPosted, received: Received) -> None:
    """Write an entry into the ledger that this province posted before it was restored."""
    ledger.hold(message, province=received.sender, item_number=received.item_number)


@BROUGHT_BACK.on(ItemDecided)
def put_back(message: ItemDecided, received: Received) -> None:
    """Put an item of this province where its log says that it stands."""
    workflow.follow_decision(message.item_number, message.status, at=received.recorded_at)


@BROUGHT_BACK.on(ItemFilesAdded)
def miss_files(message: ItemFilesAdded, received: Received) -> None:
    """Write nothing: a file that came after the copy is lost, and shown among the lost files."""
    del message, received
