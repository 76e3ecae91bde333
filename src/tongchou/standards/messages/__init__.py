"""What nodes tell each other: frozen types, one canonical text, one JSON Schema each."""

from tongchou.standards.messages.benefits import BenefitDetermined, PaymentsMade
from tongchou.standards.messages.contributions import (
    ContributionsAssessed,
    ContributionsReceived,
    ReceiptsTaken,
)
from tongchou.standards.messages.employers import EmployersRegistered
from tongchou.standards.messages.forwarding import (
    PIECE_BYTES,
    PIECES_MAX,
    MatterFollowed,
    MatterForwarded,
    PaperSent,
    PointTold,
    RefusalTold,
)
from tongchou.standards.messages.items import ItemDecided, ItemFilesAdded
from tongchou.standards.messages.ledger import EntryPosted
from tongchou.standards.messages.message import (
    KINDS,
    SLICE_ROWS,
    Born,
    Message,
    NotUnderstood,
    canonical,
    canonical_json,
    fields_of,
    named_in,
    parse,
    people_in,
    subjects,
)
from tongchou.standards.messages.nodes import (
    EpochAccepted,
    EpochOpened,
    NodeEchoed,
    NodeKeyEntered,
    NodeKeyHandedOver,
    NodeKeyRevoked,
    PeerWaived,
)
from tongchou.standards.messages.persons import EmploymentEnded, PersonsEnrolled
from tongchou.standards.messages.records import EarlierRecordEntered, EarlierSpan
from tongchou.standards.messages.reversals import (
    BenefitRemoved,
    ContributionsRemoved,
    EarlierRecordRemoved,
    EmployersRemoved,
    EnrolmentsRemoved,
    EnrolmentsReopened,
)
from tongchou.standards.messages.signals import SignalPlace, SignalRaised
from tongchou.standards.messages.transfers import (
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)

__all__ = [
    "KINDS",
    "PIECES_MAX",
    "PIECE_BYTES",
    "SLICE_ROWS",
    "BenefitDetermined",
    "BenefitRemoved",
    "Born",
    "ContributionsAssessed",
    "ContributionsReceived",
    "ContributionsRemoved",
    "EarlierRecordEntered",
    "EarlierRecordRemoved",
    "EarlierSpan",
    "EmployersRegistered",
    "EmployersRemoved",
    "EmploymentEnded",
    "EnrolmentsRemoved",
    "EnrolmentsReopened",
    "EntryPosted",
    "EpochAccepted",
    "EpochOpened",
    "ItemDecided",
    "ItemFilesAdded",
    "MatterFollowed",
    "MatterForwarded",
    "Message",
    "NodeEchoed",
    "NodeKeyEntered",
    "NodeKeyHandedOver",
    "NodeKeyRevoked",
    "NotUnderstood",
    "PaperSent",
    "PaymentsMade",
    "PeerWaived",
    "PersonsEnrolled",
    "PointTold",
    "ReceiptsTaken",
    "RefusalTold",
    "SignalPlace",
    "SignalRaised",
    "TransferAnswered",
    "TransferCompleted",
    "TransferRequested",
    "canonical",
    "canonical_json",
    "fields_of",
    "named_in",
    "parse",
    "people_in",
    "subjects",
]
