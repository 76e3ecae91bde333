"""Writing the registry: one writer for both tiers.

A province calls `apply` with the message its item is about to tell; the ministry calls
it when that message arrives. What the two hold can differ only if a message was lost.
"""

from collections.abc import Callable

from tongchou.registry.changes import benefits, contributions, people, records, transfers
from tongchou.standards import messages
from tongchou.standards.messages import Message

_WRITERS: dict[type[Message], Callable[..., None]] = {
    messages.EmployersRegistered: people.register_employers,
    messages.PersonsEnrolled: people.enrol_persons,
    messages.EmploymentEnded: people.end_employment,
    messages.ContributionsAssessed: contributions.assess,
    messages.ContributionsReceived: contributions.receive,
    messages.EarlierRecordEntered: records.enter_earlier_record,
    messages.TransferRequested: transfers.request,
    messages.TransferAnswered: transfers.answer,
    messages.TransferCompleted: transfers.complete,
    messages.BenefitDetermined: benefits.determine,
    messages.PaymentsMade: benefits.pay,
}


def apply(message: Message, *, province: str, item_number: str) -> None:
    """Write what a message says happened in a province.

    Raises `KeyError` for a message that says nothing about the registry, `ValueError` or
    `DoesNotExist` for one about somebody not held, and the database's `IntegrityError` for one
    that contradicts what is held.
    """
    _WRITERS[type(message)](message, province=province, item_number=item_number)
