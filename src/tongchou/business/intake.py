"""What a province does with the signals that the ministry raises about its people."""

from tongchou.risk.changes import raise_signals
from tongchou.risk.checks import Finding
from tongchou.standards.messages import Message, SignalRaised
from tongchou.standards.time import month_of
from tongchou.sync.changes import Received


def on_signal(message: Message, received: Received) -> None:
    """Show the ministry's signal 疑点 to this province's clerks too."""
    del received
    if isinstance(message, SignalRaised):
        places = [place.model_dump(mode="json") for place in message.places]
        finding = Finding(message.code, message.ssn, month_of(message.month), places)
        raise_signals([finding], on=message.raised_on)
