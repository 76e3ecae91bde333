"""Who listens to what: for each role, the handler of every message that a peer may send."""

from collections.abc import Mapping

from django.conf import settings

from tongchou.business import intake as province
from tongchou.business.transfer import letters
from tongchou.ministry.intake import handlers as ministry
from tongchou.standards import messages
from tongchou.sync.changes import Handler

OF_THE_PROVINCE: Mapping[str, Handler] = {
    messages.TransferRequested.kind: letters.on_requested,
    messages.TransferAnswered.kind: letters.on_answered,
    messages.TransferCompleted.kind: letters.on_completed,
    messages.SignalRaised.kind: province.on_signal,
}

OF_THE_MINISTRY: Mapping[str, Handler] = {
    messages.EmployersRegistered.kind: ministry.hold,
    messages.PersonsEnrolled.kind: ministry.hold,
    messages.EmploymentEnded.kind: ministry.hold,
    messages.ContributionsAssessed.kind: ministry.hold_contributions,
    messages.ContributionsReceived.kind: ministry.hold,
    messages.ReceiptsTaken.kind: ministry.hold,
    messages.EntryPosted.kind: ministry.hold_entry,
    messages.EarlierRecordEntered.kind: ministry.hold,
    messages.BenefitDetermined.kind: ministry.hold,
    messages.PaymentsMade.kind: ministry.hold,
    messages.TransferRequested.kind: ministry.forward,
    messages.TransferAnswered.kind: ministry.forward,
    messages.TransferCompleted.kind: ministry.forward,
}


def handlers() -> Mapping[str, Handler]:
    """Return what this node does with each kind of message."""
    return {"province": OF_THE_PROVINCE, "ministry": OF_THE_MINISTRY}[settings.ROLE.name]
