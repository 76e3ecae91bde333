"""What the ministry does with each message that a province sends."""

from datetime import date, datetime

from tongchou.events.changes import append
from tongchou.ledger import changes as ledger
from tongchou.registry import changes as registry
from tongchou.risk import checks
from tongchou.risk.changes import raise_signals
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
from tongchou.standards.time import month_of, month_text
from tongchou.sync.changes import Received


def hold(message: Message, received: Received) -> None:
    """Write what happened in a province into the registry, as the province itself did."""
    registry.apply(message, province=received.sender, item_number=received.item_number)


def hold_entry(message: Message, received: Received) -> None:
    """Write a province's ledger entry into the national books."""
    if isinstance(message, EntryPosted):
        ledger.hold(message, province=received.sender, item_number=received.item_number)


def hold_contributions(message: Message, received: Received) -> None:
    """Hold person-months, and look whether another province holds the same."""
    hold(message, received)
    if isinstance(message, ContributionsAssessed):
        month = month_of(message.month)
        found = checks.duplicate_contribution_month(month, message.ssns)
        for finding in raise_signals(found, on=_day(received.at)):
            _tell_provinces(finding, received)


def forward(message: Message, received: Received) -> None:
    """Note a letter between provinces, and hand it to the one it is meant for."""
    if isinstance(message, TransferCompleted | TransferAnswered | TransferRequested):
        hold(message, received)
        append(
            [message],
            item_number=received.item_number,
            recorded_at=received.at,
            addressee=_meant_for(message),
        )


def _meant_for(message: TransferRequested | TransferAnswered | TransferCompleted) -> str:
    return message.destination if isinstance(message, TransferAnswered) else message.origin


def _tell_provinces(finding: checks.Finding, received: Received) -> None:
    told = SignalRaised(
        code=finding.code,
        ssn=finding.ssn,
        month=month_text(finding.month),
        places=[SignalPlace(**place) for place in finding.places],
        raised_on=_day(received.at),
    )
    for province in sorted({place["province"] for place in finding.places}):
        append(
            [told], item_number=received.item_number, recorded_at=received.at, addressee=province
        )


def _day(at: datetime) -> date:
    return at.date()
