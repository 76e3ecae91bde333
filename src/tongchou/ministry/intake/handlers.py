"""What the ministry does with each message that a province sends.

Each handler runs in the transaction that moves the province's cursor, so what it writes
counts exactly once. A province speaks for itself only: the sender, not the message, says
where something happened.
"""

from datetime import date

from tongchou.events.changes import append
from tongchou.ledger import changes as ledger
from tongchou.registry import changes as registry
from tongchou.risk.changes import raise_signals
from tongchou.risk.checks import Finding, duplicate_contribution_month, wait_for_others
from tongchou.standards.messages import (
    ContributionsAssessed,
    EntryPosted,
    Message,
    SignalPlace,
    SignalRaised,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.schemes import EMPLOYEES
from tongchou.standards.time import beijing_day, month_of, month_text
from tongchou.sync.changes import Received


class NotTheirs(ValueError):
    """A letter about a transfer from a province that has no part in it."""


def hold(message: Message, received: Received) -> None:
    """Write what happened in a province into the registry, as the province itself did."""
    registry.apply(message, province=received.sender, item_number=received.item_number)


def hold_entry(message: EntryPosted, received: Received) -> None:
    """Write a province's ledger entry into the national books."""
    ledger.hold(message, province=received.sender, item_number=received.item_number)


def hold_contributions(message: ContributionsAssessed, received: Received) -> None:
    """Hold person-months, and look whether another province holds the same."""
    hold(message, received)
    wait_for_others()
    found = duplicate_contribution_month(month_of(message.month), message.ssns)
    today = beijing_day(received.at)
    for finding in raise_signals(found, on=today):
        _tell_provinces(finding, received, today)


def forward(
    message: TransferRequested | TransferAnswered | TransferCompleted, received: Received
) -> None:
    """Note a letter between two provinces, and hand it on to the one it is meant for.

    Whoever takes an answer over tells it again as its own; that is noted and goes no further.
    """
    if received.sender not in {message.origin, message.destination}:
        raise NotTheirs(f"letter {message.letter} is none of node {received.sender}")
    hold(message, received)
    writer, reader = _ends_of(message)
    if received.sender == writer:
        append(
            [message],
            item_number=received.item_number,
            recorded_at=received.at,
            addressee=reader,
        )


def _ends_of(
    message: TransferRequested | TransferAnswered | TransferCompleted,
) -> tuple[str, str]:
    """Return who writes a letter of this kind and who reads it."""
    if isinstance(message, TransferAnswered):
        return message.origin, message.destination
    return message.destination, message.origin


def _tell_provinces(finding: Finding, received: Received, today: date) -> None:
    told = SignalRaised(
        scheme=EMPLOYEES,
        code=finding.code,
        ssn=finding.ssn,
        month=month_text(finding.month),
        places=[SignalPlace(**place) for place in finding.places],
        raised_on=today,
    )
    for province in sorted({place.province for place in told.places}):
        append(
            [told], item_number=received.item_number, recorded_at=received.at, addressee=province
        )
