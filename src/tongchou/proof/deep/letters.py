"""What nodes tell each other of one matter: transfers, what was forwarded, and signals.

The row of a transfer comes about by letters of two provinces, so it is rebuilt from all logs
that are held, requests before answers before completions, whichever log they stand in; that of a
matter which was forwarded likewise.
"""

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings

from tongchou.proof.deep.differences import Difference, unwritable
from tongchou.proof.deep.logs import Log, Told
from tongchou.proof.deep.shadows import Shadowed, compared, make_shadow
from tongchou.registry import changes as registry
from tongchou.risk.changes import raise_signals
from tongchou.risk.check import Finding
from tongchou.standards.codes import MINISTRY
from tongchou.standards.messages import (
    MatterFollowed,
    MatterForwarded,
    Message,
    PaperSent,
    SignalRaised,
    TransferAnswered,
    TransferCompleted,
    TransferRequested,
    parse,
)
from tongchou.standards.time import month_of

LETTERS: tuple[type[Message], ...] = (TransferRequested, TransferAnswered, TransferCompleted)
TRANSFERS = Shadowed(
    "registry_transfer",
    ("letter", "scheme", "ssn", "name", "origin", "destination", "requested_on", "answered_on",
     "completed_on", "refused", "reason", "months", "account_fen", "pooled_fen"),
    keys=1,
    named="letter",
    kinds=LETTERS,
    of_node="true",
)  # fmt: skip
MATTERS: tuple[type[Message], ...] = (MatterForwarded, PaperSent, MatterFollowed)
FORWARDED = Shadowed(
    "registry_forwarded",
    ("letter", "scheme", "sender", "competent", "agency", "forwarded_on", "item", "subject",
     "subject_name", "form", "round", "papers", "turn", "seen_round", "followed_on", "status",
     "waits_for", "item_number", "due_on", "note", "points", "missing", "refusals"),
    keys=1,
    named="letter",
    kinds=MATTERS,
    of_node="true",
)  # fmt: skip
SIGNALS = Shadowed(
    "risk_signal",
    ("code", "ssn", "month", "places", "raised_on"),
    keys=3,
    named="ssn",
    kinds=(SignalRaised,),
    of_node="true",
)

Placed = tuple[Log, Told]


def differences(logs: list[Log]) -> Iterator[Difference]:
    """Rebuild transfers and signals from the logs that are held here, and name what differs."""
    make_shadow(TRANSFERS.name)
    make_shadow(FORWARDED.name)
    make_shadow(SIGNALS.name)
    told: dict[tuple[str, ...], Placed] = {}
    for kind in (*LETTERS, *MATTERS):
        for log in logs:
            yield from _write(kind, log, told)
    for log in logs:
        if log.node == MINISTRY:  # who alone raises them
            _raise(log, told)
    for table in (TRANSFERS, FORWARDED, SIGNALS):
        for one in compared(table, settings.NODE_CODE):
            place = told.get(tuple(map(str, one.key.values())))
            if place is not None:
                log, event = place
                yield replace(one, node=log.node, position=event.position)
            else:
                yield one


def _is_effective(message: Message, log: Log) -> bool:
    """Whether a letter changes a row here when it stands in a log.

    The ministry writes a letter when its writer tells it. Its own log brings a province's letters
    to another; what the one who asked takes over of an answer is told by its own log.
    """
    if isinstance(message, MatterForwarded | PaperSent | MatterFollowed):
        by_competent = isinstance(message, MatterFollowed)
        writer = message.competent if by_competent else message.sender
        return settings.NODE_CODE != MINISTRY or log.node == writer
    if settings.NODE_CODE == MINISTRY:
        by_origin = isinstance(message, TransferAnswered)
        return log.node == str(getattr(message, "origin" if by_origin else "destination"))
    return log.is_own or not isinstance(message, TransferAnswered)


def _write(
    kind: type[Message], log: Log, told: dict[tuple[str, ...], Placed]
) -> Iterator[Difference]:
    """Write the letters of a kind that count in a log; name those that cannot be written."""
    for page in log.events([kind.kind]):
        for event in page:
            message = parse(event.kind, event.body)
            if not _is_effective(message, log):
                continue
            letter = str(getattr(message, "letter"))  # noqa: B009  # each of them has one
            told[letter,] = (log, event)
            try:
                registry.apply(message, province=log.node, item_number=event.item_number)
            except registry.Contradiction as fault:
                yield unwritable(log.node, event, str(fault))


def _raise(log: Log, told: dict[tuple[str, ...], Placed]) -> None:
    """Raise the signals that stand in the ministry's log."""
    for page in log.events([SignalRaised.kind]):
        for event in page:
            message = parse(event.kind, event.body)
            if isinstance(message, SignalRaised):
                places = [place.model_dump(mode="json") for place in message.places]
                month = month_of(message.month)
                found = Finding(message.code, message.ssn, month, places)
                raise_signals([found], on=message.raised_on)
                told[message.code, message.ssn, str(month)] = (log, event)
