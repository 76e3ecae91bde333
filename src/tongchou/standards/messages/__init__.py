"""What nodes tell each other: frozen types, one canonical text, one JSON Schema each."""

from tongchou.standards.messages.benefits import BenefitDetermined, PaymentsMade
from tongchou.standards.messages.contributions import ContributionsAssessed, ContributionsReceived
from tongchou.standards.messages.employers import EmployersRegistered
from tongchou.standards.messages.ledger import EntryPosted
from tongchou.standards.messages.message import (
    SLICE_ROWS,
    Message,
    canonical,
    canonical_json,
)
from tongchou.standards.messages.persons import EmploymentEnded, PersonsEnrolled
from tongchou.standards.messages.records import EarlierRecordEntered, EarlierSpan
from tongchou.standards.messages.signals import SignalPlace, SignalRaised
from tongchou.standards.messages.transfers import (
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)

KINDS: dict[str, type[Message]] = {
    message.kind: message
    for message in (
        EmployersRegistered,
        PersonsEnrolled,
        EmploymentEnded,
        ContributionsAssessed,
        ContributionsReceived,
        EntryPosted,
        EarlierRecordEntered,
        TransferRequested,
        TransferAnswered,
        TransferCompleted,
        BenefitDetermined,
        PaymentsMade,
        SignalRaised,
    )
}
"""Every message by its kind."""


def parse(kind: str, body: str) -> Message:
    """Return the message that a kind and its JSON text say.

    Raises `KeyError` for an unknown kind and `ValidationError` for a text that breaks
    the message's schema.
    """
    return KINDS[kind].model_validate_json(body)


__all__ = [
    "KINDS",
    "SLICE_ROWS",
    "BenefitDetermined",
    "ContributionsAssessed",
    "ContributionsReceived",
    "EarlierRecordEntered",
    "EarlierSpan",
    "EmployersRegistered",
    "EmploymentEnded",
    "EntryPosted",
    "Message",
    "PaymentsMade",
    "PersonsEnrolled",
    "SignalPlace",
    "SignalRaised",
    "TransferAnswered",
    "TransferCompleted",
    "TransferRequested",
    "canonical",
    "canonical_json",
    "parse",
]
