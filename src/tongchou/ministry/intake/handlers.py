"""What the ministry does with the messages that provinces send: hold them, and check them.

A handler runs in the transaction that moves the province's cursor, so what it writes counts
exactly once. The sender, not the message, says in which province something happened. Whatever
the registry can write is held; only messages that are more than that have a handler of their own.
"""

from datetime import date

from tongchou.ledger import changes as ledger
from tongchou.registry import changes as registry
from tongchou.risk.catalogue import run_checks
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.messages import (
    EntryPosted,
    ItemDecided,
    Message,
    PersonsEnrolled,
    SignalPlace,
    SignalRaised,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
)
from tongchou.standards.time import beijing_day, month_text
from tongchou.sync.changes import tell_once
from tongchou.sync.handlers import AT_THE_MINISTRY, Received

AT_THE_MINISTRY.join(PersonsEnrolled)  # people are enrolled one by one all day


class NotTheirs(ValueError):
    """A letter about a transfer from a province that takes no part in it."""


@AT_THE_MINISTRY.on_others
def hold(message: Message, received: Received) -> None:
    """Write a message into the registry, as the province itself did, and check it.

    A message that says nothing about the registry cannot be written, and is set aside.
    """
    registry.apply(message, province=received.sender, item_number=received.item_number)
    _check(message, received)


@AT_THE_MINISTRY.on(EntryPosted)
def hold_entry(message: EntryPosted, received: Received) -> None:
    """Write a province's ledger entry into the national books."""
    ledger.hold(message, province=received.sender, item_number=received.item_number)
    _check(message, received)


@AT_THE_MINISTRY.on(ItemDecided)
def hold_decision(message: ItemDecided, received: Received) -> None:
    """Hold what vouches for a province's item: it stands in the copy of its log, nowhere else."""
    del message, received


@AT_THE_MINISTRY.on(TransferRequested, TransferAnswered, TransferCompleted)
def forward(
    message: TransferRequested | TransferAnswered | TransferCompleted, received: Received
) -> None:
    """Hold a letter between two provinces, and send it on to the one it is meant for.

    A province that takes an answer over sends it once more; that is held and not sent on.
    """
    if received.sender not in {message.origin, message.destination}:
        raise NotTheirs(f"letter {message.letter} is none of node {received.sender}")
    hold(message, received)
    writer, reader = _ends_of(message)
    if received.sender == writer:
        tell_once(
            message,
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


def _check(message: Message, received: Received) -> None:
    """Run the checks of a message that was just written; raise a signal for all they find."""
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
