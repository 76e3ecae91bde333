"""What a province does with the signals that the ministry sends about its people."""

from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.messages import SignalRaised
from tongchou.standards.time import month_of
from tongchou.sync.handlers import IN_A_PROVINCE, Received


@IN_A_PROVINCE.on(SignalRaised)
def on_signal(message: SignalRaised, received: Received) -> None:
    """Show the ministry's signal 疑点 to this province's clerks too."""
    del received
    places = [place.model_dump(mode="json") for place in message.places]
    finding = Finding(message.code, message.ssn, month_of(message.month), places)
    raise_signals([finding], on=message.raised_on)
