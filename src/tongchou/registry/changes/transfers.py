"""Following a transfer from its request to its completion."""

from typing import Any

from django.db.models import QuerySet

from tongchou.registry.changes.writers import Contradiction, Place, writes
from tongchou.registry.models import Transfer
from tongchou.standards.messages import TransferAnswered, TransferCompleted, TransferRequested


@writes(TransferRequested)
def request(message: TransferRequested, place: Place) -> None:
    """Open a transfer 关系转移接续: the destination has asked; a letter told again is no other."""
    del place
    _, is_opened = Transfer.objects.get_or_create(
        letter=message.letter,
        defaults={
            "scheme": message.scheme,
            "ssn": message.ssn,
            "name": message.name,
            "origin": message.origin,
            "destination": message.destination,
            "requested_on": message.requested_on,
        },
    )
    if not is_opened:
        _must_be_known(message, _transfers(message).count())


@writes(TransferAnswered)
def answer(message: TransferAnswered, place: Place) -> None:
    """Note the origin's answer: what moves, or why nothing does; the first one stands.

    The log of each end tells the first before any other, so all who follow the letter hold the
    same one, in whatever order the two logs come.
    """
    del place
    noted = _transfers(message).filter(answered_on=None).update(**_noted_of(message))
    _must_be_known(message, noted or _transfers(message).count())


def compare_answer(message: TransferAnswered) -> None:
    """Compare an answer that the destination tells again with the origin's, where that came.

    Raises `Contradiction` where they differ: the destination says what the origin did not.
    """
    known = _transfers(message)
    _must_be_known(message, known.count())
    if known.exclude(answered_on=None).exclude(**_noted_of(message)).exists():
        raise Contradiction(f"letter {message.letter}: node {message.origin} answered otherwise")


def _noted_of(message: TransferAnswered) -> dict[str, Any]:
    """Return what is noted of an answer, by column."""
    return {
        "answered_on": message.answered_on,
        "refused": message.refused,
        "reason": message.reason,
        "months": sum(message.months) + sum(record.months for record in message.earlier),
        "account_fen": message.account_fen,
        "pooled_fen": message.pooled_fen,
    }


@writes(TransferCompleted)
def complete(message: TransferCompleted, place: Place) -> None:
    """Close a transfer: the destination has taken the record over."""
    del place
    noted = _transfers(message).update(completed_on=message.completed_on)
    _must_be_known(message, noted)


def _transfers(
    message: TransferRequested | TransferAnswered | TransferCompleted,
) -> QuerySet[Transfer]:
    """Return the transfer that a message is about: whoever answers must be the one asked."""
    return Transfer.objects.filter(
        letter=message.letter,
        scheme=message.scheme,
        ssn=message.ssn,
        origin=message.origin,
        destination=message.destination,
    )


def _must_be_known(
    message: TransferRequested | TransferAnswered | TransferCompleted, known: int
) -> None:
    if not known:
        raise Contradiction(
            f"nobody here knows of letter {message.letter} about this person, scheme and place"
        )
