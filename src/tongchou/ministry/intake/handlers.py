"""What the ministry does with the messages that provinces send: hold them, and check them.

A handler runs in the transaction that moves the province's cursor, so what it writes counts
exactly once. The sender, not the message, says in which province something happened. Whatever
the registry can write is held; only messages that are more than that have a handler of their own.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from tongchou.events.changes import Letter
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
    ItemFilesAdded,
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
from tongchou.sync.handlers import AT_THE_MINISTRY, Received, Told


class NotTheirs(ValueError):
    """A letter about a transfer from a province that takes no part in it."""


@AT_THE_MINISTRY.on_others
def hold(message: Message, received: Received) -> None:
    """Write a message into the registry, as the province itself did.

    A message that says nothing about the registry cannot be written, and is set aside.
    """
    registry.apply(message, province=received.sender, item_number=received.item_number)


@AT_THE_MINISTRY.on_runs(
    EmployersRegistered, EmploymentEnded, ContributionsReceived, BenefitDetermined
)
@AT_THE_MINISTRY.on_runs(PersonsEnrolled, ReceiptsTaken, rests_on=("credit_codes",))
@AT_THE_MINISTRY.on_runs(ContributionsAssessed, rests_on=("credit_codes", "ssns"))
def hold_run(told: Sequence[Told]) -> None:
    """Write messages of one kind into the registry together."""
    numbered = [(message, received.item_number) for message, received in told]
    registry.apply_run(numbered, province=told[0][1].sender)


@AT_THE_MINISTRY.on(EntryPosted)
def hold_entry(message: EntryPosted, received: Received) -> None:
    """Write a province's ledger entry into the national books."""
    hold_entries([(message, received)])


@AT_THE_MINISTRY.on_runs(EntryPosted)
def hold_entries(told: Sequence[Told]) -> None:
    """Write a province's ledger entries into the national books."""
    numbered = [(message, received.item_number) for message, received in told]
    hold_all(numbered, province=told[0][1].sender)


@AT_THE_MINISTRY.on(ItemDecided)
def hold_decision(message: ItemDecided, received: Received) -> None:
    """Hold what vouches for a province's item: it stands in the copy of its log, nowhere else."""
    hold_decisions([(message, received)])


@AT_THE_MINISTRY.on_runs(ItemDecided)
def hold_decisions(told: Sequence[Told]) -> None:
    """Hold what vouches for items; see `hold_decision`."""
    del told


@AT_THE_MINISTRY.on(ItemFilesAdded)
def hold_files(message: ItemFilesAdded, received: Received) -> None:
    """Hold what vouches for the files of a province's item: it stands in the copy of its log."""
    del message, received


@AT_THE_MINISTRY.on(TransferRequested, TransferAnswered, TransferCompleted)
def forward(
    message: TransferRequested | TransferAnswered | TransferCompleted, received: Received
) -> None:
    """Hold a letter between two provinces, and send it on to the one it is meant for.

    A province that takes an answer over tells it once more: only the origin's is written, the
    other must not differ from it. A letter is numbered by the province that asks: a number of
    another's, taken in advance, would keep that one's own letter out.
    """
    if not message.letter.startswith(f"{message.destination}-"):
        raise NotTheirs(f"letter {message.letter} is not numbered by node {message.destination}")
    writer, reader = _ends_of(message)
    if received.sender == writer:
        hold(message, received)
        tell_once([Letter(message, received.item_number, reader)], recorded_at=received.at)
    elif received.sender == reader and isinstance(message, TransferAnswered):
        registry.transfers.compare_answer(message)
    else:
        raise NotTheirs(f"letter {message.letter} is not for node {received.sender} to write")


def _ends_of(
    message: TransferRequested | TransferAnswered | TransferCompleted,
) -> tuple[str, str]:
    """Return who writes a letter of this kind and who reads it."""
    if isinstance(message, TransferAnswered):
        return message.origin, message.destination
    return message.destination, message.origin


@AT_THE_MINISTRY.at_the_end
def check(told: Sequence[Told]) -> None:
    """Run the checks of all messages that were written; raise a signal for what they find.

    However many signals there are, they are told at once: the checks hold a lock that every
    province's envelopes wait for.
    """
    by_scheme: dict[str, list[Message]] = {}
    for message, _ in told:
        by_scheme.setdefault(message.scheme, []).append(message)
    for scheme, messages in by_scheme.items():
        at = told[0][1].at
        today = beijing_day(at)
        raised = raise_signals(run_checks(messages), on=today)
        letters = [letter for finding in raised for letter in _letters(finding, scheme, today)]
        tell_once(letters, recorded_at=at)


def _letters(finding: Finding, scheme: str, today: date) -> Iterator[Letter]:
    """Return a signal for each province that it shows a place of, under the number there."""
    signal = SignalRaised(
        scheme=scheme,
        code=finding.code,
        ssn=finding.ssn,
        month=month_text(finding.month),
        places=[SignalPlace(**place) for place in finding.places],
        raised_on=today,
    )
    numbers = {place.province: place.item_number for place in reversed(signal.places)}
    for province in sorted(numbers):
        yield Letter(signal, numbers[province], province)
