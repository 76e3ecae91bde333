"""What the ministry does with the messages that provinces send: hold them, and check them.

A handler runs in the transaction that moves the province's cursor, so what it writes counts
exactly once. The sender, not the message, says in which province something happened. Whatever
the registry can write is held; only messages that are more than that have a handler of their own.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from tongchou.ledger.changes_in_runs import hold_all
from tongchou.registry import changes as registry
from tongchou.risk.catalogue import run_checks
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.messages import (
    BenefitDetermined,
    ContributionsAssessed,
    ContributionsReceived,
    EmployersRegistered,
    EmploymentEnded,
    EntryPosted,
    ItemDecided,
    Message,
    PersonsEnrolled,
    ReceiptsTaken,
    SignalPlace,
    SignalRaised,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import beijing_day, month_text
from tongchou.sync.changes import tell_once
from tongchou.sync.handlers import AT_THE_MINISTRY, Afterwards, Received, Told


class NotTheirs(ValueError):
    """A letter about a transfer from a province that takes no part in it."""


@AT_THE_MINISTRY.on_others
def hold(message: Message, received: Received) -> Afterwards:
    """Write a message into the registry, as the province itself did, and check it.

    A message that says nothing about the registry cannot be written, and is set aside.
    """
    registry.apply(message, province=received.sender, item_number=received.item_number)
    return partial(_check, [(message, received)])


@AT_THE_MINISTRY.on_runs(
    EmployersRegistered, EmploymentEnded, ContributionsReceived, BenefitDetermined
)
@AT_THE_MINISTRY.on_runs(PersonsEnrolled, ReceiptsTaken, rests_on=("credit_codes",))
@AT_THE_MINISTRY.on_runs(ContributionsAssessed, rests_on=("credit_codes", "ssns"))
def hold_run(told: Sequence[Told]) -> Afterwards:
    """Write messages of one kind into the registry together, and check each."""
    numbered = [(message, received.item_number) for message, received in told]
    registry.apply_run(numbered, province=told[0][1].sender)
    return partial(_check, told)


@AT_THE_MINISTRY.on(EntryPosted)
def hold_entry(message: EntryPosted, received: Received) -> Afterwards:
    """Write a province's ledger entry into the national books."""
    return hold_entries([(message, received)])


@AT_THE_MINISTRY.on_runs(EntryPosted)
def hold_entries(told: Sequence[Told]) -> Afterwards:
    """Write a province's ledger entries into the national books."""
    numbered = [(message, received.item_number) for message, received in told]
    hold_all(numbered, province=told[0][1].sender)
    return partial(_check, told)


@AT_THE_MINISTRY.on(ItemDecided)
def hold_decision(message: ItemDecided, received: Received) -> None:
    """Hold what vouches for a province's item: it stands in the copy of its log, nowhere else."""
    hold_decisions([(message, received)])


@AT_THE_MINISTRY.on_runs(ItemDecided)
def hold_decisions(told: Sequence[Told]) -> None:
    """Hold what vouches for items; see `hold_decision`."""
    del told


@AT_THE_MINISTRY.on(TransferRequested, TransferAnswered, TransferCompleted)
def forward(
    message: TransferRequested | TransferAnswered | TransferCompleted, received: Received
) -> Afterwards:
    """Hold a letter between two provinces, and send it on to the one it is meant for.

    A province that takes an answer over sends it once more; that is held and not sent on.
    """
    if received.sender not in {message.origin, message.destination}:
        raise NotTheirs(f"letter {message.letter} is none of node {received.sender}")
    afterwards = hold(message, received)
    writer, reader = _ends_of(message)
    if received.sender == writer:
        tell_once(
            message,
            item_number=received.item_number,
            recorded_at=received.at,
            addressee=reader,
        )
    return afterwards


def _ends_of(
    message: TransferRequested | TransferAnswered | TransferCompleted,
) -> tuple[str, str]:
    """Return who writes a letter of this kind and who reads it."""
    if isinstance(message, TransferAnswered):
        return message.origin, message.destination
    return message.destination, message.origin


def _check(told: Sequence[Told]) -> None:
    """Run the checks of messages that were just written; raise a signal for all they find."""
    for message, received in told:
        today = beijing_day(received.at)
        for finding in raise_signals(run_checks(message), on=today):
            _send_to_provinces(finding, message.scheme, received, today)


def _send_to_provinces(finding: Finding, scheme: str, received: Received, today: date) -> None:
    signal = SignalRaised(
        scheme=scheme,
        code=finding.code,
        ssn=finding.ssn,
        month=month_text(finding.month),
        places=[SignalPlace(**place) for place in finding.places],
        raised_on=today,
    )
    for province in sorted({place.province for place in signal.places}):
        tell_once(
            signal, item_number=received.item_number, recorded_at=received.at, addressee=province
        )
